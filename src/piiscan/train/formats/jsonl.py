"""JSON Lines of spans: piiscan's own layout and gold-dev's."""

from __future__ import annotations

from piiscan.train.records import read, write

__all__ = ["read", "write"]
