"""What is remembered of values is forgotten when asked."""

from __future__ import annotations

import piiscan
from piiscan.detect import memory
from piiscan.detect.values import is_words


def test_answers_are_kept_until_forgotten():
    memory.forget()
    assert memory.count() == 0
    assert is_words(b"kitchen garden")
    assert is_words(b"kitchen garden")
    assert memory.count() > 0
    memory.forget()
    assert memory.count() == 0


def test_the_library_keeps_no_value_after_a_call():
    text = b"password = 'Zu-9-" + b"gleis'\nmail = 'grete@acme-werke.de'\n"
    assert piiscan.mask_bytes(text, "a.py").replaced == 2
    assert memory.count() == 0
