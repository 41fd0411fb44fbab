"""Which template goes into which file, and which part of the split it belongs to."""

from __future__ import annotations

import hashlib
import random
import re
from functools import cache

from piiscan.train.records import Span
from piiscan.train.synthesis import forms, keys, wording
from piiscan.train.synthesis.fill import Filled, Writer

#: What assignments hold, by weight: the classes that rules find worst are the most.
_KINDS = {
    "PASSWORD": 24, "KEY": 22, "USERNAME": 14, "NAME": 5, "FIRST": 1, "LAST": 1, "EMAIL": 3, "IP": 6, "PHONE": 5, "IBAN": 2, "CARD": 2, "NATIONAL": 5, "ACCOUNT": 6,
    "DEVICE": 6, "COIN": 1,
}  # fmt: skip
#: Families of whole lines, by weight.
_FAMILIES = {
    "changelog": 9,
    "docs": 8,
    "url": 9,
    "call": 14,
    "shell": 9,
    "sql": 6,
    "data": 14,
    "meta": 7,
    "block": 10,
    "pem": 1,
}
_COMMENT_FAMILIES = {"todo": 10, "thanks": 8, "credit": 7, "where": 9}
#: Values that show what they are without a telling name before them.
_SPEAKING = ("EMAIL", "IP", "PROVIDER", "PHONE", "NAME", "JWT", "IBAN")


def part_of(template: str, seed: int = 0) -> str:
    """Four of five templates are for training; dev and test have wording that training never shows."""
    point = hashlib.sha256(f"{seed}\0{template}".encode()).digest()[0]
    return "train" if point < 205 else "dev" if point < 230 else "test"


class Lines:
    """Draws lines for a language, with their spans."""

    def __init__(self, rng: random.Random, part: str) -> None:
        self.rng = rng
        self.part = part
        self.writer = Writer(rng, part)
        self._last = ""

    def positive(self, language: str) -> tuple[str, Filled, bool]:
        """(family, line, whether it wants a comment mark)."""
        rng, roll = self.rng, self.rng.random()
        if roll < 0.40:
            return self.assignment(language)
        if roll < 0.60:
            family = _weighted(rng, _COMMENT_FAMILIES)
            return family, self._filled(self._choose(wording.COMMENTS[family])), True
        for _ in range(8):
            family = _weighted(rng, _FAMILIES)
            languages, templates = wording.LINES[family]
            if not languages or language in languages:
                return family, self._filled(self._choose(templates)), False
        return self.assignment(language)

    def kind(self) -> str:
        """What an assignment holds."""
        return _weighted(self.rng, _KINDS)

    def assignment(self, language: str) -> tuple[str, Filled, bool]:
        """A name that tells what it holds; sometimes one that does not, before a value that speaks for itself."""
        rng = self.rng
        styles, shapes = forms.forms_of(language)
        shape = self._choose(shapes)
        style = rng.choice(styles)
        kind = _weighted(rng, _KINDS)
        if rng.random() < 0.08:
            kind = rng.choice(_SPEAKING)
            words = [
                rng.choice("value data item x result entry val arg expected input test foo param".split())
            ]
        else:
            words = keys.telling(rng, kind)
        if (
            "«k»" not in shape
            and kind in ("PASSWORD", "KEY", "USERNAME", "ACCOUNT", "NATIONAL", "DEVICE", "CARD")
            and "«K»" not in shape
        ):
            shape = rng.choice(shapes[:4])  # nothing else would say what the value is
        if "«k»" not in shape and "«K»" not in shape:
            kind = rng.choice(_SPEAKING)
        slot = kind + (":W" if _bare(shape) and kind in ("PASSWORD", "KEY") else "")
        text = (
            shape.replace("«k»", keys.styled(words, style))
            .replace("«K»", keys.styled(words, "pascal"))
            .replace("«v»", f"«{slot}»")
        )
        return "assignment:" + kind.lower(), self._filled(text), False

    def negative(self, language: str) -> tuple[str, Filled, bool]:
        """A line that looks like one with a value, and has none."""
        rng = self.rng
        if rng.random() < 0.45:
            styles, shapes = forms.forms_of(language)
            words, filler = rng.choice(keys.INNOCENT)
            key = rng.choice(words.split(";")).split()
            shape = self._choose(shapes)
            text = (
                shape.replace("«k»", keys.styled(key, rng.choice(styles)))
                .replace("«K»", keys.styled(key, "pascal"))
                .replace("«v»", f"«{filler}»")
            )
            if "«k»" in shape:
                return "negative:key", self._filled(text), False
        if rng.random() < 0.30:
            family, filled, comment = self.assignment_of_placeholder(language)
            return family, filled, comment
        for _ in range(8):
            family = rng.choice(list(wording.NEGATIVES))
            languages, templates = wording.NEGATIVES[family]
            if language in languages:
                return "negative:" + family, self._filled(self._choose(templates)), False
        return (
            "negative:config",
            self._filled(self._choose(wording.NEGATIVES["config"][1])),
            language not in ("docs", "html"),
        )

    def assignment_of_placeholder(self, language: str) -> tuple[str, Filled, bool]:
        rng = self.rng
        styles, shapes = forms.forms_of(language)
        shape = self._choose(tuple(shape for shape in shapes if "«k»" in shape))
        kind = rng.choices(("PASSWORD", "KEY", "USERNAME", "EMAIL", "ACCOUNT", "IP"), (8, 8, 3, 2, 2, 2))[0]
        text = (
            shape.replace("«k»", keys.styled(keys.telling(rng, kind), rng.choice(styles)))
            .replace("«K»", "Value")
            .replace("«v»", f"«{kind}:E»")
        )
        return "negative:placeholder", self._filled(text), False

    def _filled(self, template: str) -> Filled:
        # Words before slots: ¶ stands for a line feed so that a template stays one line of its table.
        self._last = template.replace("¶", "\n")
        return self.writer.fill(self._last)

    def again(self) -> Filled:
        """The last template with other values."""
        return self.writer.fill(self._last)

    def _choose(self, templates: tuple[str, ...]) -> str:
        return self.rng.choice(_of_part(templates, self.part))


@cache
def _of_part(templates: tuple[str, ...], part: str) -> tuple[str, ...]:
    kept = tuple(each for each in templates if part_of(each) == part)
    return kept or templates[:1] if part == "train" else kept or templates[-1:]


def _weighted(rng: random.Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]


def _bare(shape: str) -> bool:
    """Whether no quotes stand round the value: it must not hold spaces or signs of the language."""
    return not re.search(r"[\"'`>]«v»", shape)


def indented(filled: Filled, prefix: str) -> Filled:
    """Every line of it behind ``prefix``."""
    text, spans, moved = "", [], []
    lines = filled.text.split("\n")
    at = 0
    starts = []
    for line in lines:
        starts.append((at, len(line), len(text) + len(prefix)))
        text += prefix + line + "\n"
        at += len(line) + 1
    spans = list(filled.spans)
    for start, end, label, soft in spans:
        moved.append(Span(_moved(starts, start), _moved(starts, end), label, soft))
    return Filled(text[:-1], tuple(moved))


def _moved(starts: list[tuple[int, int, int]], offset: int) -> int:
    for at, length, new in reversed(starts):
        if offset >= at:
            return new + min(offset - at, length)
    return offset
