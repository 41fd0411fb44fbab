"""Engines by name; ``auto`` takes Hyperscan where it is installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from piiscan.detect.engine.protocol import Anchor, Engine
from piiscan.errors import EngineError

NAMES = ("auto", "hyperscan", "python")


def hyperscan_version() -> str:
    """Version of the installed library, empty when there is none: part of the cache key."""
    try:
        import hyperscan
    except ImportError:
        return ""
    return str(getattr(hyperscan, "__version__", "unknown"))


def build_engine(name: str, anchors: Callable[[], Sequence[Anchor]], dumped: bytes = b"") -> Engine:
    """The engine called ``name``, from its compiled form where that is good. Raises ``EngineError``.

    ``anchors`` is asked where the compiled form does not do.
    """
    if name not in NAMES:
        raise EngineError(f"unknown engine `{name}`", hint=f"known: {', '.join(NAMES)}")
    if name == "python" or (name == "auto" and not hyperscan_version()):
        from piiscan.detect.engine.python_ import PythonEngine

        return PythonEngine.build(anchors())
    if not hyperscan_version():
        raise EngineError("the engine `hyperscan` is not installed", hint="pip install hyperscan")
    from piiscan.detect.engine.hyperscan_ import HyperscanEngine

    loaded = HyperscanEngine.load(dumped) if dumped else None
    return loaded or HyperscanEngine.build(anchors())
