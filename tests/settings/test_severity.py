import pytest

from piiscan.settings.model import Settings
from piiscan.settings.severity import DEFAULT_SEVERITY, severity_of
from piiscan.types import Category, Severity

NOTE, WARNING, ERROR = Severity.NOTE, Severity.WARNING, Severity.ERROR


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], NOTE),
        ([("EMAIL", ERROR), ("PII2", ERROR), ("other-rule", ERROR)], NOTE),
        ([("NAME", WARNING)], WARNING),
        ([("ALL", ERROR), ("NAME", WARNING)], WARNING),
        ([("NAME", WARNING), ("PII301", ERROR)], ERROR),
        ([("PII301", NOTE), ("NAME", ERROR)], NOTE),
        ([("PII3", NOTE), ("PII30", WARNING), ("NAME", ERROR)], WARNING),
        ([("author", WARNING), ("PII3", ERROR)], WARNING),
        ([("author", WARNING), ("PII301", ERROR)], ERROR),
    ],
)
def test_the_closest_entry_wins(entries: list[tuple[str, Severity]], expected: Severity) -> None:
    settings = Settings(root="/", severity=tuple(entries))
    assert severity_of(settings, "NAME", "PII301", "author", NOTE) is expected


def test_every_category_has_a_default() -> None:
    assert set(DEFAULT_SEVERITY) == set(Category)
    assert DEFAULT_SEVERITY[Category.KEY] is ERROR
    assert DEFAULT_SEVERITY[Category.NAME] is NOTE
