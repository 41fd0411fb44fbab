import pytest

from .one_check import confidences

STAND_INS = ["${PASSWORD}", "changeme", "db_password", "<password>", "xxxxxxxx", "%(password)s"]


@pytest.mark.parametrize("text", STAND_INS)
def test_what_stands_for_a_password(text):
    assert confidences("phrase.chosen", text) == []


@pytest.mark.parametrize("text", ["Gleis-9-Sued", "tr4vemunde", "correct-horse"])
def test_what_somebody_chose(text):
    assert confidences("phrase.chosen", text) == [0.5]


@pytest.mark.parametrize(
    ("check", "text", "count"),
    [
        ("phrase.chosen:foobared", "foobared", 0),
        ("phrase.chosen:foobared", "foobared2", 1),
        ("phrase.unlike_prose", "directive", 0),
        ("phrase.unlike_prose", "Directive", 1),
        ("phrase.unlike_prose", "directive9", 1),
        ("phrase.drawn", "c4d77c62-6196-4f17-a06b-c462cffae87a", 0),
        ("phrase.drawn", "only-for-the-tests", 0),
        ("phrase.drawn", "django-insecure-x8(k$", 1),
        ("phrase.drawn", "qhZtRkwVbnMpLsDf", 1),
    ],
)
def test_what_kind_of_phrase(check, text, count):
    assert len(confidences(check, text)) == count
