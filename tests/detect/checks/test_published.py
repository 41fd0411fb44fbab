from piiscan.catalog.examples import expand

from .one_check import confidences

#: In pieces: it is public, and still has the format of a real one.
EMULATOR = "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM" + "+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw=="
#: The S3 Developer Guide signed its examples with these.
MANUAL = ("uV3F3YluFJax1cknvbcG" + "wgjvx4QpvB+leU8dUj2o", "OtxrzxIsfpFjA7SwPzIL" + "wy8Bw21TLhquhboDYROV")


def test_the_key_of_a_manual_is_dropped():
    assert [confidences("published.never", key) for key in MANUAL] == [[], []]


def test_the_key_of_an_emulator_is_dropped():
    assert confidences("published.never", EMULATOR) == []


def test_any_other_key_stays():
    assert confidences("published.never", expand("%{b64:86}==", "t")) == [0.5]
