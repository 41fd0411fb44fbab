import pytest

from piiscan.catalog.examples import expand
from piiscan.detect.checks.placeholder import few_distinct

from ..judge import verdict

DRAWN = expand("%{alnum:32}", "placeholder")


@pytest.mark.parametrize(
    "text",
    [
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "sk_live_YOUR_KEY_GOES_HERE", "AKIAIOSFODNN7EXAMPLE", "sample-" + DRAWN,
        "key-00000000-" + DRAWN[:8], "12345678" + DRAWN[:8], "abcdefgh12", "DEADBEEF" + DRAWN[:8], "dummy_" + DRAWN,
        "<your token>", "****-" + DRAWN[:8], "ababababababababababababab", "changeme", "changeMe", "Fake-" + DRAWN, DRAWN + "a" * 24,
    ],
)  # fmt: skip
def test_what_says_of_itself_that_it_is_an_example(text):
    assert verdict("placeholder.unmarked", text, pattern="(?P<value>[^\n]+)") == "dropped"


@pytest.mark.parametrize(
    "text",
    [
        DRAWN,
        expand("%{hex:40}", "p"),
        expand("%{digits:12}-%{b64url:24}", "p"),
        "Zu-9-gleis",
        DRAWN[:9] + "yOuR8iquYXw",
        DRAWN[:9] + "FaKe_8iquYXw",
    ],
)
def test_what_was_drawn(text):
    assert verdict("placeholder.unmarked", text) == "kept"


@pytest.mark.parametrize(
    ("value", "few"),
    [
        (b"xxxxxx", True),
        (b"abAB" * 3, True),
        (b"abc", False),
        (b"abcdef", False),
        (b"", True),
        (b"abcde" * 6, True),
    ],
)
def test_few_distinct(value, few):
    assert few_distinct(value) is few
