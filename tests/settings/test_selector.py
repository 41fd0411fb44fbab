import pytest

from piiscan.settings.selector import closest, matches, specificity

RULE = ("SEC101", "github-pat", "KEY")


@pytest.mark.parametrize(
    "selector",
    [
        "",
        "S",
        "SE",
        "SEC2",
        "SEC1011",
        "sec101",
        "all",
        "key",
        "github",
        "github-patt",
        "EMAIL",
        "PII",
        "SEC*",
    ],
)
def test_names_another_rule_or_none(selector: str) -> None:
    assert specificity(selector, *RULE) == 0


def test_from_the_widest_to_the_closest() -> None:
    ranks = [specificity(each, *RULE) for each in ("ALL", "SEC", "KEY", "SEC1", "SEC10", "SEC101")]
    assert ranks == sorted(set(ranks))
    assert ranks[0] > 0
    assert specificity("github-pat", *RULE) == ranks[-1]


def test_an_empty_selector_never_matches_a_rule_without_an_id() -> None:
    assert specificity("", "SEC101", "", "") == 0


def test_a_category_may_be_given_as_its_enum_member() -> None:
    from piiscan.types import Category

    assert matches(["KEY"], "SEC101", "github-pat", Category.KEY)


def test_closest_of_none_is_nothing() -> None:
    assert closest([], *RULE) == 0
    assert not matches([], *RULE)
    assert not matches(["PII", "EMAIL"], *RULE)
    assert matches(["EMAIL", "SEC1"], *RULE)
