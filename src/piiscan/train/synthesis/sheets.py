"""Windows of invented lines alone, in languages that a corpus is short of: tables, lists, settings, seeds."""

from __future__ import annotations

import random
from collections.abc import Iterator

from piiscan.train.records import Document, Span
from piiscan.train.synthesis.forms import COMMENTS
from piiscan.train.synthesis.lines import Lines, indented

#: Of gold-dev's 26 languages those that few files of Debian, PyPI and npm are in, by weight.
_LANGUAGES = {
    "shell": 6, "sql": 5, "ruby": 5, "csharp": 5, "rust": 4, "php": 4, "docker": 3, "config": 4, "fixture": 4, "lua": 3, "swift": 2, "kotlin": 2, "java": 2, "perl": 3,
    "r": 3, "haskell": 2, "html": 2, "make": 1, "cpp": 2,
}  # fmt: skip
_EXTENSIONS = {
    "shell": "sh", "ruby": "rb", "csharp": "cs", "rust": "rs", "config": "conf", "fixture": "txt", "docker": "dockerfile", "kotlin": "kt", "perl": "pl", "haskell": "hs",
    "make": "mk",
}  # fmt: skip
_LONGEST = 1000


def sheets(count: int, part: str, seed: int) -> Iterator[Document]:
    """``count`` windows for a part of the split; each is a group of its own, half of them without a value."""
    rng = random.Random(f"{seed}:sheets:{part}")
    lines = Lines(rng, part)
    for number in range(count):
        language = rng.choices(list(_LANGUAGES), list(_LANGUAGES.values()))[0]
        name = f"sheet:{part}-{number}"
        path = f"sheet.{_EXTENSIONS.get(language, language)}"
        text, spans = _sheet(lines, language, valued=number % 2 == 0)
        yield Document(
            name, name, path, language, text, spans, origin="sheet" if number % 2 == 0 else "negative:sheet"
        )


def _sheet(lines: Lines, language: str, *, valued: bool) -> tuple[str, tuple[Span, ...]]:
    rng = lines.rng
    text, spans = "", []
    margin = rng.choice(("", "", "", "  ", "    ", "\t"))
    lines.writer.forget(valued and rng.random() < 0.3)
    for _ in range(rng.randrange(2, 7)):
        positive = valued and rng.random() < 0.6
        family, filled, comment = lines.positive(language) if positive else lines.negative(language)
        group = [filled]
        # Settings, seeds and lists come in rows of one shape.
        if rng.random() < 0.3 and not lines.writer.sticky and family != "pem":
            group += [lines.again() for _ in range(rng.randrange(1, 4))]
        for each in group:
            laid = indented(each, margin + (COMMENTS.get(language, "# ") if comment else ""))
            if len(text) + len(laid.text) > _LONGEST:
                break
            spans += [Span(s.start + len(text), s.end + len(text), s.label, s.soft) for s in laid.spans]
            text += laid.text + "\n" + ("\n" if rng.random() < 0.15 else "")
    return text or "\n", tuple(spans)
