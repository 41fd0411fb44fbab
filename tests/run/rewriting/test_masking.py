from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary import EVERYTHING, LINES, leaks, made
from piiscan.mask.policies.policy import Policies
from piiscan.run.rewriting.masking import Masking
from piiscan.run.scanner import Wanted
from piiscan.run.workers import Job
from piiscan.settings.model import Settings
from piiscan.sources.entry import MemoryEntry
from piiscan.types import Severity

SCANNER = Job(Settings(root="/"), Wanted(fingerprints=False), "/").scanner()
PATHS = ("a.py", "a.json", "a.yml", ".env", "a.md", "Dockerfile", "a.txt")


def masked(data: bytes, paths: tuple[str, ...] = ("a.py",), floor: Severity = Severity.NOTE) -> bytes:
    return Masking(SCANNER, floor, Policies()).masked(data, paths)


@pytest.mark.parametrize("data", [b"", b"x = 1\n", b"\0\1\2", b"\xff\xfe", "Grüße\n".encode("latin-1")])
def test_nothing_to_mask(data: bytes) -> None:
    assert masked(data) == data


def test_a_severity() -> None:
    text = EVERYTHING.encode()
    assert "EMAIL" in leaks(masked(text, floor=Severity.ERROR))
    assert "KEY" not in leaks(masked(text, floor=Severity.ERROR))


@pytest.mark.parametrize("path", PATHS)
def test_everything(path: str) -> None:
    text = masked(EVERYTHING.encode(), (path,))
    found = SCANNER.scan((_entry(path, text),)).findings
    assert not found
    assert masked(text, (path,)) == text


@given(st.lists(st.sampled_from(sorted(LINES)), max_size=6), st.permutations(PATHS))
def test_under_no_path_anything_is_left(chosen: list[str], paths: list[str]) -> None:
    text = masked("".join(LINES[name] + "\n" for name in chosen).encode(), tuple(paths[:3]))
    for path in paths[:3]:
        assert not SCANNER.scan((_entry(path, text),)).findings


def test_numbers_go_on_from_object_to_object() -> None:
    masking = Masking(SCANNER, Severity.NOTE, Policies("numbered"))
    first, second = (f'token = "{made("ghp_%{crc62:30}", seed)}"\n'.encode() for seed in ("one", "two"))
    assert masking.masked(first, ("a.py",)) == b'token = "<KEY_1>"\n'
    assert masking.masked(second + first, ("b.py",)) == b'token = "<KEY_2>"\ntoken = "<KEY_1>"\n'


def _entry(path: str, data: bytes) -> MemoryEntry:
    return MemoryEntry(path, data)
