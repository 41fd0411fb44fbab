"""Find and mask secrets and personal data in repositories.

As a library: ``piiscan.mask_bytes`` and what else ``__all__`` names, loaded when it is first asked for, since
rules and engine cost a tenth of a second. docs/library.md has the details.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from piiscan.api import (
        Finding,
        MaskError,
        MaskResult,
        PiiscanError,
        Settings,
        Severity,
        load_settings,
        mask_bytes,
        mask_text,
    )

__version__ = "0.1.0"

__all__ = [
    "Finding",
    "MaskError",
    "MaskResult",
    "PiiscanError",
    "Settings",
    "Severity",
    "__version__",
    "load_settings",
    "mask_bytes",
    "mask_text",
]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("piiscan.api"), name)
