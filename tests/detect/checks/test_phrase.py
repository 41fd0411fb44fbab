import pytest

from .one_check import confidences

STAND_INS = ["${PASSWORD}", "changeme", "db_password", "<password>", "xxxxxxxx", "%(password)s"]


@pytest.mark.parametrize("text", STAND_INS)
def test_what_stands_for_a_password(text):
    assert confidences("phrase.chosen", text) == []


@pytest.mark.parametrize("text", ["Gleis-9-Sued", "tr4vemunde", "correct-horse"])
def test_what_somebody_chose(text):
    assert confidences("phrase.chosen", text) == [0.5]
