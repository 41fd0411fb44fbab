"""git-filter-repo, driven as a library: one repository in, another one with masked objects out."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import sys
import warnings
from collections.abc import Iterator
from typing import Any

from piiscan.errors import MaskError, SourceError, UsageError
from piiscan.mask.visible import visible
from piiscan.run.rewriting.masking import Masking
from piiscan.run.rewriting.survey import Survey

_OPTIONS = (
    "--quiet",
    "--prune-empty=never",  # a commit that only took a secret out stays, and the count of commits too
    "--prune-degenerate=never",
    "--preserve-commit-encoding",
)


def library() -> Any:
    """The package, loaded anew: what it remembers of a run it keeps in globals.

    Raises ``UsageError`` where it is missing or too old.
    """
    spec = importlib.util.find_spec("git_filter_repo")
    if spec is None or spec.loader is None:
        raise UsageError(
            "--history needs the package `git-filter-repo`", hint="pip install 'piiscan-lint[history]'"
        )
    module = importlib.util.module_from_spec(spec)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in its source, where no byte code is kept
        spec.loader.exec_module(module)
    if not hasattr(
        module.GitUtils, "get_config_settings"
    ):  # came with 2.47, of what is used here the youngest
        raise UsageError(
            "git-filter-repo is too old", hint="2.47 or newer: pip install 'piiscan-lint[history]'"
        )
    return module


def rewrite(source: str, target: str, found: Survey, masking: Masking) -> dict[str, str]:
    """Write all that the refs of ``source`` lead to into ``target``, an empty bare repository.

    The objects that ``found`` names are masked on the way, one at a time. Returns the new ids of all commits by
    their old ones. Raises ``SourceError``, and ``MaskError`` where an object cannot be masked.
    """
    package = library()
    ours: list[BaseException] = []
    with _quietly():
        try:
            options = package.FilteringOptions.parse_args(["--source", source, "--target", target, *_OPTIONS])
            work = package.RepoFilter(options, **_callbacks(found, masking, ours))
            try:
                work.run()
            finally:
                _end(work)
        # What it says may quote the stream, and that holds values.
        except SystemExit:
            raise SourceError(
                "git-filter-repo gave up; nothing has changed",
                hint="`git fsck` says what is damaged; is there room for a second copy on the disk?",
            ) from None
        except OSError as error:
            raise SourceError(f"git-filter-repo gave up: {error.strerror}; nothing has changed") from None
        except Exception as error:
            if error in ours:
                raise
            raise SourceError(
                f"git-filter-repo cannot read this history ({type(error).__name__}); nothing has changed",
                hint="a commit without a name, perhaps: `git fsck --full` says what is damaged",
            ) from None
    return _commits(os.path.join(target, "filter-repo", "commit-map"))


def _callbacks(found: Survey, masking: Masking, failed: list[BaseException]) -> dict[str, Any]:
    """``failed`` gets what masking has raised, to be told from errors of the package."""

    def masked(data: bytes, name: bytes, paths: tuple[str, ...]) -> bytes:
        try:
            return masking.masked(data, paths)
        except MaskError as error:
            text = f"object {name.decode()[:12]}: {visible(str(error))}; nothing has changed"
            failed.append(MaskError(text))
        except Exception as error:
            failed.append(error)
        raise failed[-1]

    def blob(each: Any, _: Any) -> None:
        paths = found.blobs.get(each.original_id.decode())
        if paths:
            each.data = masked(each.data, each.original_id, paths)

    def text(each: Any, _: Any) -> None:
        name = found.texts.get((each.original_id or b"").decode())
        if name:
            each.message = masked(each.message, each.original_id, (name,))

    return {"blob_callback": blob, "commit_callback": text, "tag_callback": text}


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Nothing is printed by it or by git, which would quote what it does not understand."""
    sys.stderr.flush()
    kept = os.dup(2)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # it leaves its pipes to the collector
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(null)


def _end(work: Any) -> None:
    """Its processes, which wait for each other where a callback has failed."""
    for process in (getattr(work, "_fep", None), getattr(work, "_fip", None)):
        if process is None:
            continue
        if process.poll() is None:
            process.kill()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError, ValueError):
                    stream.close()
        process.wait()


def _commits(location: str) -> dict[str, str]:
    with open(location, encoding="ascii") as lines:
        next(lines)  # its head
        return dict(line.split() for line in lines)
