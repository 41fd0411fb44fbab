import pytest

from canary import CARD, PASSWORD, TOKEN, made
from piiscan.cli.discreet import discreet


@pytest.mark.parametrize(
    "message",
    [
        "error: unknown output format `xml`",
        "error: there is no rule `github-patt`",
        "hint: did you mean `aws-access-key-id`?",
        "error: `--select SEC99999`: no such rule",
        "error: /home/x/projects/2024-report/piiscan.toml: unknown key `respect-gitignored`",
        "error: /tmp/pytest-of-root/pytest-55/popen-gw1/test_it_0/piiscan.toml: is not UTF-8 (byte 7)",
        'error: `jobs` must be a whole number, not "three hundred"',
        "error: the file a@b:c: `x`",
        "",
    ],
)
def test_what_people_wrote_stays_readable(message: str):
    assert discreet(message) == message


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (f"error: unknown selector `{TOKEN}`", "error: unknown selector `ghp_…`"),
        (f'error: `fail-on` is "{PASSWORD}"', 'error: `fail-on` is "Kx8-…"'),
        (f"error: not a number: '{CARD}'", "error: not a number: '4539…'"),
        (f"error: there is no model at /srv/{TOKEN}", "error: there is no model at /srv/ghp_…"),
        (f"error: `a,{TOKEN},b`", "error: `a,ghp_…,b`"),
        (
            "error: https://me:pw@example.org/x: cannot be read",
            "error: https://…@example.org/x: cannot be read",
        ),
        ("error: https:/me@example.org/x: cannot be read", "error: https:/…@example.org/x: cannot be read"),
        (f"error: `{made('%{alnum:60}')[:40]}…`", f"error: `{made('%{alnum:60}')[:4]}…`"),
    ],
)
def test_what_looks_drawn_is_cut(message: str, shown: str):
    assert discreet(message) == shown
    assert discreet(shown) == shown


def test_a_word_that_is_no_text_passes():
    assert discreet("error: \udcff\udcfe`\udcff`") == "error: \udcff\udcfe`\udcff`"
