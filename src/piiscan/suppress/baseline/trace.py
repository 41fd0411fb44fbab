"""What a finding leaves for the baseline to know it again by.

Two words, both keyed with what the baseline's file begins with. The key is no secret, since the file is shared: it
keeps baselines of different projects from being compared, and no more than that. So neither word may depend on a
value that can be tried. The context never depends on one, and the tag only on those beyond guessing.
"""

from __future__ import annotations

from collections.abc import Sequence

from piiscan.catalog.rule import Rule
from piiscan.compiled import regex
from piiscan.digest import blake2b
from piiscan.suppress.baseline.guessing import is_beyond_guessing
from piiscan.suppress.baseline.letters import spelled
from piiscan.types import Category, Trace

#: Letters and digits beside the masks that make a line telling.
_TELLING = 10
_MASK = regex(r"<[A-Z_]+>")


class Tracer:
    """Traces with one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, rule: Rule, masked_line: str, value: bytes, layers: Sequence[str]) -> Trace:
        """``masked_line`` is the whole line, every value in it masked; its white space does not count."""
        line = "".join(masked_line.split())
        context = self._word(f"context\0{rule.id}\0{line}".encode("utf-8", "surrogatepass"), 8)
        tag = ""
        # What stands encoded looks drawn, whatever it is that was encoded.
        if rule.category is Category.KEY and "decoded" not in layers:
            known = not rule.generic and not rule.imported
            compact = b"".join(value.split())  # a key block may be indented anew
            if is_beyond_guessing(compact, known_format=known):
                tag = self._word(b"tag\0" + rule.id.encode() + b"\0" + compact, 4)
        letters = sum(map(str.isalnum, _MASK.sub("", line)))
        return Trace(context, tag, letters >= _TELLING)

    def _word(self, data: bytes, size: int) -> str:
        return spelled(blake2b(data, key=self._key, digest_size=size).digest())
