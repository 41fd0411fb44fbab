"""What the steps of action.yml do: ``install``, ``scan``, ``verdict``. Standard library only.

Everything comes in through environment variables (GITHUB_*, RUNNER_TEMP, and PIISCAN_* from the inputs) and
goes out through standard output and the files that GitHub names. No process is started through a shell.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Environment = Mapping[str, str]

ERROR = 2
SEVERITIES = ("error", "warning", "note")
_RELEASE = re.compile(r"[0-9]+(?:\.[0-9]+)*(?:(?:a|b|rc|\.post|\.dev)[0-9]+)*")


class InputError(Exception):
    """An input makes no sense; one line of text."""


def install(environment: Environment) -> int:
    """Install piiscan into a virtual environment of its own; output ``command``."""
    version = environment.get("PIISCAN_VERSION", "").strip()
    if version and not _RELEASE.fullmatch(version):
        raise InputError("the input `version` must be a release such as 0.1.0")
    if sys.version_info < (3, 10):  # noqa: UP036 - whatever `python` is on the runner
        raise InputError("piiscan needs Python 3.10 or newer: set the input `python-version`")
    target = Path(tempfile.mkdtemp(prefix="piiscan-", dir=environment["RUNNER_TEMP"])) / "venv"
    what = f"piiscan-lint=={version}" if version else environment["GITHUB_ACTION_PATH"]
    # -I and the working directory: modules in the repository that is scanned must not be imported.
    _run([sys.executable, "-I", "-m", "venv", str(target)], target.parent)
    scripts = target / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(scripts / "python"), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, what], target.parent)
    _output(environment, {"command": str(scripts / "piiscan")})
    return 0


def scan(environment: Environment) -> int:
    """Scan, write the reports and the job summary, and output how it went. Findings are no failure yet."""
    folder = Path(tempfile.mkdtemp(prefix="piiscan-", dir=environment["RUNNER_TEMP"]))
    sarif = Path(environment.get("PIISCAN_SARIF_FILE", "").strip() or folder / "piiscan.sarif")
    if sarif.is_file():
        sarif.unlink()  # a report of an earlier run must not pass for this one's
    reports = ["full", f"sarif:{sarif}", f"github:{folder / 'annotations'}", f"json:{folder / 'json'}"]
    command = [environment["PIISCAN_COMMAND"], "scan", *(f"--output={report}" for report in reports)]
    command += [*options(environment), "--", *paths(environment.get("PIISCAN_PATHS", ""))]
    # Without PYTHONPATH: it may lead into the repository that is scanned.
    inherited = {name: value for name, value in environment.items() if name != "PYTHONPATH"}
    code = abs(subprocess.run(command, env=inherited, stdin=subprocess.DEVNULL, check=False).returncode)
    summary = _summary(folder / "json")
    findings = "" if summary is None else str(sum(summary[f"{word}s"] for word in SEVERITIES))
    _output(
        environment,
        {
            "exit-code": str(code),
            "findings": findings,
            "sarif-file": str(sarif) if sarif.is_file() else "",
            "annotations-file": str(folder / "annotations"),
        },
    )
    _append(environment, "GITHUB_STEP_SUMMARY", f"**piiscan**: {sentence(code, summary)}\n")
    return 0


def verdict(environment: Environment) -> int:
    """Write annotations where they are wanted, and return what the job should end with."""
    code = int(environment["PIISCAN_EXIT_CODE"])
    upload = _word(environment, "PIISCAN_UPLOAD", "upload-sarif")
    uploaded = environment.get("PIISCAN_UPLOAD_OUTCOME") == "success"
    annotations = _word(environment, "PIISCAN_ANNOTATIONS", "annotations")
    if annotations == "true" or (annotations == "auto" and not uploaded):
        file = Path(environment.get("PIISCAN_ANNOTATIONS_FILE", ""))
        if file.is_file():
            print(file.read_text(encoding="utf-8"), end="", flush=True)
    if upload == "true" and not uploaded:
        raise InputError("the report was not uploaded to code scanning, as the input `upload-sarif` demands")
    if upload == "auto" and not uploaded:
        print("piiscan: the report was not uploaded: no permission, or no code scanning here")
    return code


def options(environment: Environment) -> list[str]:
    """What the inputs ``config``, ``fail-on`` and ``args`` add to the command line."""
    found = []
    for name, option in (("PIISCAN_CONFIG", "--config"), ("PIISCAN_FAIL_ON", "--fail-on")):
        value = environment.get(name, "").strip()
        if value:
            found.append(f"{option}={value}")
    try:
        return found + shlex.split(environment.get("PIISCAN_ARGS", ""))
    except ValueError as error:
        raise InputError(f"the input `args` cannot be split: {error}") from None


def paths(text: str) -> list[str]:
    """One path a line. A leading `-` is part of a name, not standard input and not an option."""
    lines = [line.strip() for line in text.splitlines()]
    return [f"./{line}" if line.startswith("-") else line for line in lines if line] or ["."]


def sentence(code: int, summary: Mapping[str, Any] | None) -> str:
    """The outcome in words and numbers: nothing that comes from the repository is in it."""
    if summary is None:
        return f"the scan did not finish (exit code {code}); its log says why."
    counts = ", ".join(f"{summary[f'{word}s']:,} {word}(s)" for word in SEVERITIES)
    text = f"{counts} in {summary['files']:,} file(s), {summary['bytes']:,} bytes."
    return text + (" Something could not be read; the log says what." if code == ERROR else "")


def _summary(file: Path) -> Mapping[str, Any] | None:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    found = document["summary"]
    assert isinstance(found, dict)
    return found


def _word(environment: Environment, name: str, label: str) -> str:
    value = environment.get(name, "").strip().lower() or "auto"
    if value not in ("auto", "true", "false"):
        raise InputError(f"the input `{label}` must be auto, true or false")
    return value


def _run(command: list[str], folder: Path) -> None:
    if subprocess.run(command, cwd=folder, check=False).returncode:
        raise InputError("piiscan could not be installed; the lines above say why")


def _output(environment: Environment, values: Mapping[str, str]) -> None:
    for name, value in values.items():
        if "\n" in value or "\r" in value:
            raise InputError(f"the output `{name}` would hold a line break")
    _append(environment, "GITHUB_OUTPUT", "".join(f"{name}={value}\n" for name, value in values.items()))


def _append(environment: Environment, name: str, text: str) -> None:
    if environment.get(name):
        with open(environment[name], "a", encoding="utf-8", newline="\n") as handle:
            handle.write(text)


def main(argv: list[str]) -> int:
    """Run one step; an input that makes no sense is one line and exit code 2."""
    step = {"install": install, "scan": scan, "verdict": verdict}[argv[0]]
    try:
        return step(os.environ)
    except InputError as error:
        print(f"::error title=piiscan::{error}", flush=True)
        return ERROR


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
