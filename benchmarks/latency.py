"""What people wait for: the hooks of a commit, the hook of a coding agent, the diagnostics of an editor.

    python benchmarks/latency.py            writes benchmarks/results/latency.md
    python benchmarks/latency.py --no-page  the numbers alone

Hooks are whole processes, as a runner starts them, with the model where they ask for it by default. The editor's
server runs already: its time is from the first byte of the message to the last byte of the diagnostics.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles

import staged
from page import Page, verdict
from tools import (
    CORPUS,
    LIMIT,
    FailedError,
    environment,
    machine,
    main_guard,
    need_corpus,
    parser,
    piiscan_version,
)

#: Milliseconds, at the median.
BARS = {
    "hook, 10 files": 300,
    "hook, 1,000 files": 1500,
    "agent hook": 150,
    "editor, file opened": 100,
    "editor, line changed": 100,
}
HOOK = ("scan", "--force-exclude", "--")
LINES = 5000


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--corpus", type=Path, default=CORPUS, metavar="DIR", help="default: %(default)s")
    options.add_argument("--runs", type=int, default=31, help="of each, at least 5 (default: %(default)s)")
    options.add_argument("--no-page", action="store_true", help="print, and write no page")
    chosen = options.parse_args()
    piiscan = shlex.split(chosen.piiscan)
    runs = max(chosen.runs, 5)
    page = Page("Latency", "python benchmarks/latency.py")
    page.bullets([*machine(), f"piiscan {piiscan_version(piiscan)}, page cache warm, rules compiled"])
    need_corpus(chosen.corpus)
    with tempfile.TemporaryDirectory(prefix="piiscan-bench-") as scratch:
        rows = [
            *hooks(piiscan, chosen.corpus, Path(scratch), runs),
            agent(piiscan, Path(scratch), runs),
            *editor(piiscan, chosen.corpus, Path(scratch), runs),
        ]
    page.heading("Milliseconds of wall time")
    head = ("what", "size", "p50", "p90", "min", "processor", "runs", "bar", "verdict")
    page.table(head, [row.shown() for row in rows])
    page.text(
        "`processor` is user and system time of a run, the processes that it starts included: what a busy machine does not "
        "change much. Of the editor it is that of the server."
    )
    page.bullets(f"{row.name}: {row.how}" for row in rows)
    for row in rows:
        print("; ".join(map(str, row.shown())))
    if not chosen.no_page:
        page.write("latency")


class Row:
    """One thing that is waited for."""

    def __init__(
        self, name: str, size: str, how: str, once: Callable[[], tuple[float, float]], runs: int
    ) -> None:
        """``once`` returns seconds of wall and of processor time; its first run does not count."""
        self.name, self.size, self.how = name, size, how
        once()
        self._times = [once() for _ in range(runs)]

    def shown(self) -> tuple[object, ...]:
        walls = [wall * 1000 for wall, _ in self._times]
        p50 = median(walls)
        processor = median(spent * 1000 for _, spent in self._times)
        numbers = (p50, quantiles(walls, n=10)[-1], min(walls), processor)
        bar = BARS.get(self.name)
        judged = ("-", "reported") if bar is None else (f"{bar:,}", verdict(p50 <= bar))
        return (self.name, self.size, *(f"{number:,.0f}" for number in numbers), len(walls), *judged)


def hooks(piiscan: list[str], corpus: Path, scratch: Path, runs: int) -> Iterator[Row]:
    """`piiscan` as the manifest has it, on files by name; `--staged`; a push and a message."""
    repository = scratch / "repository"
    total = staged.build(repository, corpus)
    modules = [path for path in sorted(corpus.rglob("*.py")) if 1_000 <= path.stat().st_size <= 40_000]
    if len(modules) < 1000:
        raise FailedError(f"{corpus} has too few modules: run `python benchmarks/corpus.py --twice`")
    many = scratch / "many"
    for index, path in enumerate(modules[:: len(modules) // 1000][:1000]):
        copy = many / f"{index // 50:02}" / f"{index:04}_{path.name}"
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    staged.git(many, "init", "--quiet")
    listed = subprocess.run(
        ["git", "diff", "--cached", "--name-only"], cwd=repository, check=True, capture_output=True, text=True
    ).stdout.split()
    names = sorted(str(path.relative_to(many)) for path in many.glob("*/*.py"))
    size = sum((many / name).stat().st_size for name in names)
    shown = "`piiscan scan --force-exclude -- FILE...`, as the hook `piiscan` starts it"
    yield Row("hook, 10 files", _size(total), shown, process([*piiscan, *HOOK, *listed], repository), runs)
    yield Row(
        "hook, 1,000 files", _size(size), shown, process([*piiscan, *HOOK, *names], many), max(runs // 3, 5)
    )
    once = process([*piiscan, "scan", "--staged"], repository)
    yield Row("hook, 10 files, `--staged`", _size(total), "`piiscan scan --staged`", once, runs)
    staged.git(repository, "commit", "--quiet", "--message", "Ten files")
    ids = [
        subprocess.run(
            ["git", "rev-parse", name], cwd=repository, check=True, capture_output=True
        ).stdout.strip()
        for name in ("HEAD", "HEAD~1")
    ]
    update = b"refs/heads/x %b refs/heads/x %b\n" % (ids[0], ids[1])
    yield Row(
        "hook of a push, 10 files",
        _size(total),
        "`piiscan git-hook pre-push origin URL`",
        process([*piiscan, "git-hook", "pre-push", "origin", "x"], repository, update),
        runs,
    )
    message = scratch / "message"
    message.write_text("Change ten files\n\nThey have a line more now.\n", encoding="utf-8")
    yield Row(
        "hook of a message",
        _size(message.stat().st_size),
        "`piiscan git-hook commit-msg FILE`",
        process([*piiscan, "git-hook", "commit-msg", str(message)], repository),
        runs,
    )


def agent(piiscan: list[str], scratch: Path, runs: int) -> Row:
    """A tool call of Claude Code that writes a file of 200 lines."""
    content = "".join(
        f"def function_{number}(value):\n    return value + {number}\n\n" for number in range(70)
    )
    event = {
        "hook_event_name": "PreToolUse",
        "tool_name": "Write",
        "cwd": str(scratch),
        "tool_input": {"file_path": str(scratch / "new.py"), "content": content},
    }
    data = json.dumps(event).encode()
    once = process([*piiscan, "agent-hook"], scratch, data)
    return Row(
        "agent hook", _size(len(data)), "`piiscan agent-hook`, a tool call that writes a file", once, runs
    )


def process(command: list[str], cwd: Path, data: bytes = b"") -> Callable[[], tuple[float, float]]:
    """What runs ``command`` once, ``data`` on standard input. Raises ``FailedError`` where that is an error."""

    def once() -> tuple[float, float]:
        with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as errors:
            given.write(data)
            given.seek(0)
            begun = time.perf_counter()
            running = subprocess.Popen(
                command,
                cwd=cwd,
                env=environment(PIISCAN_MODEL="auto"),
                stdin=given,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )
            _, status, usage = os.wait4(running.pid, 0)
            wall = time.perf_counter() - begun
            running.returncode = os.waitstatus_to_exitcode(status)
            if running.returncode not in (0, 1):
                errors.seek(0)
                raise FailedError(
                    f"{shlex.join(command[:6])}: {errors.read().decode(errors='replace').strip()}"
                )
        return wall, usage.ru_utime + usage.ru_stime

    return once


def editor(piiscan: list[str], corpus: Path, scratch: Path, runs: int) -> Iterator[Row]:
    """`piiscan server`, once started: a file of 5,000 lines is opened, then a line is changed."""
    lines: list[str] = []
    for path in staged.ordinary(corpus):
        lines += path.read_text(encoding="utf-8").splitlines(keepends=True)
        if len(lines) >= LINES:
            break
    # Something to tell: a place is turned into the editor's own coordinates, and a rule's text comes with it.
    lines[::250] = ["CONTACT = '" + "@".join(("ops.team", "wydawnictwo-lipa.pl")) + "'\n"] * len(lines[::250])
    text = "".join(lines[:LINES])
    folder = scratch / "edited"
    folder.mkdir()
    server = Server(piiscan, folder)
    try:
        size = f"{LINES:,} lines, {_size(len(text.encode()))}"
        how = "`piiscan server`: from the message to `publishDiagnostics`; "
        yield Row("editor, file opened", size, how + "`didOpen`", lambda: server.opened(text), runs)
        yield Row(
            "editor, line changed",
            size,
            how + "`didChange` of one line, the pause in typing that the server waits for included",
            server.changed,
            runs,
        )
    finally:
        server.stop()


class Server:
    """A client of one server, which is ready when this is made."""

    def __init__(self, piiscan: list[str], folder: Path) -> None:
        self._process = subprocess.Popen(
            [*piiscan, "server"],
            cwd=folder,
            env=environment(PIISCAN_MODEL="auto"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin, self._process.stdout
        self._timer = threading.Timer(LIMIT, self._process.kill)
        self._timer.start()
        self._folder = folder
        self._uri, self._version = "", 1
        root = {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}}
        self._send({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": root})
        while self._received().get("id") != 1:
            pass
        self._tell("initialized", {})

    def opened(self, text: str) -> tuple[float, float]:
        """Open a document that was not open yet."""
        self._version += 1
        self._uri = (self._folder / f"module{self._version}.py").as_uri()
        item = {"uri": self._uri, "languageId": "python", "version": self._version, "text": text}
        return self._until_told("textDocument/didOpen", {"textDocument": item})

    def changed(self) -> tuple[float, float]:
        """Write a line into the document, in the middle of it."""
        self._version += 1
        place = {"line": LINES // 2, "character": 0}
        change = {"range": {"start": place, "end": place}, "text": f"value = {self._version}\n"}
        item = {"uri": self._uri, "version": self._version}
        return self._until_told("textDocument/didChange", {"textDocument": item, "contentChanges": [change]})

    def stop(self) -> None:
        self._timer.cancel()
        self._process.kill()
        self._process.wait()
        self._in.close()
        self._out.close()

    def _until_told(self, method: str, params: object) -> tuple[float, float]:
        before, begun = self._spent(), time.perf_counter()
        self._tell(method, params)
        while True:
            message = self._received()
            told = message.get("params") or {}
            if (message.get("method"), told.get("uri"), told.get("version")) == (
                "textDocument/publishDiagnostics",
                self._uri,
                self._version,
            ):
                if not told["diagnostics"]:
                    raise FailedError("`piiscan server` found nothing where something is")
                return time.perf_counter() - begun, self._spent() - before

    def _spent(self) -> float:
        """Seconds of processor time so far, of all threads."""
        # In nanoseconds; `stat` counts in hundredths of a second, which is all that a check takes.
        threads = Path(f"/proc/{self._process.pid}/task").glob("*/schedstat")
        return sum(int(each.read_text(encoding="ascii").split()[0]) for each in threads) / 1e9

    def _tell(self, method: str, params: object) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def _send(self, message: object) -> None:
        data = json.dumps(message).encode()
        self._in.write(f"Content-Length: {len(data)}\r\n\r\n".encode() + data)
        self._in.flush()

    def _received(self) -> dict[str, object]:
        size = 0
        while line := self._out.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                size = int(value)
        if not size:
            raise FailedError(f"`piiscan server` has ended, or taken {LIMIT} s: is its extra installed?")
        found: dict[str, object] = json.loads(self._out.read(size))
        return found


def _size(count: int) -> str:
    return f"{count:,} B" if count < 1000 else f"{count / 1000:,.0f} kB"


if __name__ == "__main__":
    main_guard(main)
