import pytest

from .one_check import confidences


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        ("marker.holds:T3Blb", "sk-proj-0123456789", 0.425),
        ("marker.holds:T3Blb", "sk-proj-t3blb-9876", 0.425),
        ("marker.holds:T3Blb", "sk-proj-T3Blb-9876", 0.99),
        ("marker.softens:insecure-", "secure-0123456", 0.5),
        ("marker.softens:insecure-", "insecure-0123456", 0.35),
    ],
)
def test_marker(check, text, expected):
    assert confidences(check, text) == [expected]
