"""How messages quote what stands in a configuration, which may be hostile: cut, escaped, on one line."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 40


def escaped(text: str, longest: int = 400) -> str:
    """``text`` on one line that no terminal acts on, cut to ``longest`` characters."""
    cut = text[:longest]
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
    return shown + ("…" if len(text) > longest else "")


def quoted(text: str) -> str:
    """A name or word between backticks."""
    return f"`{escaped(text, _LONGEST)}`"


def described(value: object) -> str:
    """A value as a message shows it: scalars as TOML writes them, lists and tables by kind alone."""
    if isinstance(value, str):
        return f'"{escaped(value, _LONGEST)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | set | frozenset):
        return "a list"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, int) and value.bit_length() > 64:
        return "a huge number"  # str() refuses to write more than 4,300 digits.
    return escaped(str(value), _LONGEST)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known word, or an empty string."""
    import difflib

    by_folded = {each.casefold(): each for each in known}
    folded = word[:_LONGEST].casefold()
    near = [folded] if folded in by_folded else difflib.get_close_matches(folded, by_folded, n=1, cutoff=0.7)
    return f"did you mean `{by_folded[near[0]]}`?" if near else ""
