"""Says where a bug struck without its message and its locals: either may hold what was found."""

from __future__ import annotations


class WorkerCrashError(Exception):
    """A bug in a worker process, as its parent learns of it: text alone, fit for a pipe and for people."""

    def __init__(self, kind: str, frames: list[str]) -> None:
        super().__init__(kind, frames)
        self.kind = kind
        self.frames = frames


def kind_of(error: Exception) -> str:
    """The name of the exception's class."""
    return error.kind if isinstance(error, WorkerCrashError) else type(error).__name__


def frames_of(error: Exception) -> list[str]:
    """File, line and function of every frame, outermost first; a worker's follow its parent's."""
    frames, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return frames + (error.frames if isinstance(error, WorkerCrashError) else [])
