import pytest

from catalog.rule_table import build
from piiscan.detect.people import people_spans
from piiscan.detect.split import find_splitter
from piiscan.errors import RuleError

from .judge import judge


def test_the_splitter_for_people():
    assert find_splitter("people", build()) is people_spans


@pytest.mark.parametrize("name", ["", "People", "names", "people "])
def test_any_other_is_named(name: str):
    with pytest.raises(RuleError) as caught:
        find_splitter(name, build())
    assert caught.value.message == f"acme.toml: rule `acme-token`: key `split`: there is no splitter `{name}`"


def test_without_a_splitter_the_value_is_one():
    assert [(item.start, item.end) for item in judge("entropy.mixed", "a1 b2")] == [(0, 2), (3, 5)]
