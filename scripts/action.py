"""What the steps of action.yml do: ``install``, ``scan``, ``verdict``. Standard library only.

Everything comes in through environment variables (GITHUB_*, RUNNER_TEMP, and PIISCAN_* from the inputs) and
goes out through standard output and the files that GitHub names. No process is started through a shell.
What an event brings is found out in action_scope.py; action_summary.py writes the job summary.
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

# `python -I` looks for modules nowhere near the script, so that nothing in the repository is imported; these
# lie beside it, in the action's own directory, which stays as it is.
sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).resolve().parent))

from action_payload import InputError  # noqa: E402
from action_scope import Scope, scope  # noqa: E402
from action_summary import ERROR, SEVERITIES, markdown  # noqa: E402

Environment = Mapping[str, str]

_RELEASE = re.compile(r"[0-9]+(?:\.[0-9]+)*(?:(?:a|b|rc|\.post|\.dev)[0-9]+)*")


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
    upload = _word(environment, "PIISCAN_UPLOAD", "upload-sarif")
    places, more = paths(environment.get("PIISCAN_PATHS", "")), options(environment)
    chosen = scope(environment, places)
    print(f"piiscan: scanning {chosen.text}", flush=True)
    if chosen.warning:
        print(f"::warning title=piiscan::{chosen.warning}", flush=True)
    if chosen.kind == "none":
        _output(environment, {"exit-code": "0", "findings": "0", "scope": chosen.kind})
        _append(environment, "GITHUB_STEP_SUMMARY", f"**piiscan**: {chosen.text}. Nothing was scanned.\n")
        return 0
    folder = Path(tempfile.mkdtemp(prefix="piiscan-", dir=environment["RUNNER_TEMP"]))
    sarif = Path(environment.get("PIISCAN_SARIF_FILE", "").strip() or folder / "piiscan.sarif")
    if sarif.is_file():
        sarif.unlink()  # a report of an earlier run must not pass for this one's
    reports = ["full", f"sarif:{sarif}", f"github:{folder / 'annotations'}", f"json:{folder / 'json'}"]
    code = _piiscan(environment, [*_outputs(reports), *chosen.options, *more, "--", *places])
    document = _document(folder / "json")
    findings = "" if document is None else str(sum(document["summary"][f"{word}s"] for word in SEVERITIES))
    report = sarif if sarif.is_file() else None
    if report and upload != "false":
        uploaded = _for_code_scanning(environment, chosen, report, [*more, "--", *places])
    else:
        uploaded = ""
    _output(
        environment,
        {
            "exit-code": str(code),
            "findings": findings,
            "scope": chosen.kind,
            "sarif-file": str(report or ""),
            "upload-file": uploaded,
            "annotations-file": str(folder / "annotations"),
        },
    )
    text = markdown(code, document, chosen.text, chosen.warning)
    _append(environment, "GITHUB_STEP_SUMMARY", text)
    return 0


def _for_code_scanning(environment: Environment, chosen: Scope, report: Path, rest: list[str]) -> str:
    """The report to upload. Code scanning closes every alert that a newer report has not, so it gets the state
    of the files and never that of a range. With pull_request_target it would take it for the base branch's.
    """
    if environment.get("GITHUB_EVENT_NAME") == "pull_request_target":
        return ""
    if chosen.kind != "range":
        return str(report)
    print("piiscan: scanning the files of the checkout too, for code scanning", flush=True)
    state = report.parent / f"{report.stem}-files.sarif"
    _piiscan(environment, [*_outputs([f"sarif:{state}"]), "--quiet", "--exit-zero", *rest])
    return str(state) if state.is_file() else ""


def _piiscan(environment: Environment, arguments: list[str]) -> int:
    """Run a scan to its end; its exit code."""
    # Without PYTHONPATH: it may lead into the repository that is scanned.
    inherited = {name: value for name, value in environment.items() if name != "PYTHONPATH"}
    command = [environment["PIISCAN_COMMAND"], "scan", *arguments]
    return abs(subprocess.run(command, env=inherited, stdin=subprocess.DEVNULL, check=False).returncode)


def _outputs(reports: list[str]) -> list[str]:
    return [f"--output={report}" for report in reports]


def verdict(environment: Environment) -> int:
    """Write annotations where they are wanted, and return what the job should end with."""
    code = int(environment["PIISCAN_EXIT_CODE"])
    upload = _word(environment, "PIISCAN_UPLOAD", "upload-sarif")
    uploaded = environment.get("PIISCAN_UPLOAD_OUTCOME") == "success"
    annotations = _word(environment, "PIISCAN_ANNOTATIONS", "annotations")
    kind = environment.get("PIISCAN_SCOPE", "")
    if kind == "none":
        return code
    # What was uploaded is the state of the files: findings of a range are told here alone.
    if annotations == "true" or (annotations == "auto" and (not uploaded or kind == "range")):
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


def _document(file: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
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
