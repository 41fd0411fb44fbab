import pytest

from ..judge import judge, verdict

ADDRESS = r"(?P<value>[A-Za-z0-9._%+~-]+(?:@|%40)[A-Za-z0-9.-]+\.[A-Za-z]+)"


def mailbox(text: str, path: str = "a.py") -> str:
    return verdict("email.mailbox", text, path=path, pattern=ADDRESS)


@pytest.mark.parametrize(
    "text",
    [
        "mail w.krieger@acme-corp.de", "<w.krieger+list@mail.acme-corp.co.uk>", "mailto:w.krieger%40acme-corp.de",
        "mailto://w.krieger@acme-corp.de", "a: w.krieger@acme-corp.de:", "W.KRIEGER@ACME-CORP.DE", "w@acme.Berlin",
        "support@acme-corp.de", "w.krieger@xn--mller-kva.de",
    ],
)  # fmt: skip
def test_an_address(text):
    assert mailbox(text) == "kept"


@pytest.mark.parametrize(
    "text",
    [
        "logo@2x.png", "app@1.2.js", "matrix@other.method(x)", "a@b.cD", "git@github.com:acme/site.git", "hg@acme-corp.de/x",
        "w.krieger@host.de:src/app/", "https://w.krieger@intranet.acme-corp.de/x", "https://x:w.krieger@acme-corp.de/x",
        "ssh w.krieger@build.acme-corp.de", "scp -r dist w.krieger@build.acme-corp.de", "REDACTED_PASSWORD@acme-corp.de",
        "postgresql@16.service",
    ],
)  # fmt: skip
def test_what_only_looks_like_one(text):
    assert mailbox(text) == "dropped"


@pytest.mark.parametrize(
    "text",
    [
        "user@acme-corp.de", "john.doe@acme-corp.de", "w.krieger@example.com", "w.krieger@mail.example.org", "test1@acme-corp.de",
        "w.krieger@your-domain.com", "w.krieger@foo.bar", "w.krieger@localhost.localdomain", "max.mustermann@acme-corp.de",
        "w.krieger@contoso.com", "x@acme-corp.de",
    ],
)  # fmt: skip
def test_a_stock_address_is_a_placeholder(text):
    assert mailbox(text) == "placeholder"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("# Copyright 2012 by w.krieger@acme-corp.de", "a.py"),
        ("@author w.krieger@acme-corp.de", "A.java"),
        ("w.krieger@acme-corp.de", "AUTHORS"),
        ('"author": "w.krieger@acme-corp.de"', "package.json"),
        ("Signed-off-by: w.krieger@acme-corp.de", "a.patch"),
    ],
)
def test_a_credit_is_a_licence(text, path):
    assert mailbox(text, path) == "licence"


def test_an_unknown_ending_is_weaker():
    assert mailbox("w.krieger@acme.unknownending") == "weaker"


SPELLED = r"(?P<value>\S+ ?(?: at |\[at\]) ?[^\n]+)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w.krieger at acme-corp dot de", "kept"),
        ("w.krieger [at] acme-corp.de", "dropped"),
        ("w.krieger [at] acme-corp [dot] de", "kept"),
        ("user at acme-corp dot de", "placeholder"),
        ("w.krieger at example dot com", "placeholder"),
        ("look at this dot product", "dropped"),
    ],
)
def test_spelled(text, expected):
    assert verdict("email.spelled", text, pattern=SPELLED) == expected


def test_two_on_a_line_are_two():
    assert len(judge("email.mailbox", "w@acme-corp.de, r.krieger@acme-corp.de", pattern=ADDRESS)) == 2
