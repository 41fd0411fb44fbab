"""What masking has written is looked at round the edits only, and comes out as if all of it had been scanned again."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from canary import EMAIL, KEY_BLOCK, LINES, NAME, SECRETS, TOKEN, made
from piiscan.detect.detector import Detector
from piiscan.mask.policies.policy import Policies
from piiscan.mask.splice import Edit, splice
from piiscan.model.choose import Chosen
from piiscan.model.gate import JOIN, REACH
from piiscan.run import sketch
from piiscan.run.engine import load_detector
from piiscan.run.judge import Judge
from piiscan.run.scanner import Outcome, Scanner, Wanted
from piiscan.run.second_look import _READ, may_hold_more
from piiscan.run.sketch import Sketch, Sketcher
from piiscan.settings.model import Settings
from piiscan.sources.entry import FileEntry, MemoryEntry
from piiscan.types import Category, Severity

from .small import DETECTOR
from .test_judge import Package, Stub

SETTINGS = Settings(root="/")


@pytest.fixture(scope="module")
def rules() -> Scanner:
    return Scanner(load_detector(), SETTINGS, Wanted(), root="/")


class Jealous(Stub):
    """Sees what it is told to, and ``late`` only in a text that holds nothing of ``first``: as models do whose eye is caught."""

    def __init__(self, words, first: str, late: str) -> None:
        super().__init__(words, probability=0.9)
        self._first, self._late = first, late

    def _seen(self, text):
        for item in super()._seen(text):
            if text[item.start : item.end] != self._late or self._first not in text:
                yield item


def with_model(stub, *, whole: bool = False) -> Scanner:
    detector = Detector(DETECTOR.rules, engine="python")
    detector.judge = Judge(Chosen(Package(), whole), SETTINGS, engine="python", reader=stub)
    return Scanner(detector, SETTINGS, Wanted(), root="/")


def masked(scanner: Scanner, folder: Path, data: bytes, *, name: str = "a.txt", floor=Severity.NOTE) -> bytes:
    location = folder / name
    location.write_bytes(data)
    sketcher = Sketcher(scanner, floor, Policies(), break_hard_links=False, alone=True)
    sketcher.begin()
    found = next(sketcher.sketches([FileEntry(name, str(location))], Outcome()), None)
    if found is None:
        return data
    assert isinstance(found, Sketch)
    assert found.texts is not None
    return found.texts[1]


def masked_in_full(scanner: Scanner, folder: Path, data: bytes, **more) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sketch, "may_hold_more", lambda *_, **__: True)
        return masked(scanner, folder, data, **more)


def looked(scanner: Scanner, before: bytes, edits, *, floor: Severity = Severity.NOTE) -> bool:
    after, has_ignores = splice(before, edits), scanner.has_ignores
    return may_hold_more(scanner, "a.txt", before, after, edits, floor, has_ignores=has_ignores)


FAR = b"x = 1\n" * 2000


def test_a_mask_in_a_long_text_of_nothing_needs_no_second_scan(rules):
    at = len(FAR) + 8
    assert not looked(
        rules, FAR + b'token = "' + TOKEN.encode() + b'"\n' + FAR, [Edit(at, at + 10, b"<KEY>")]
    )


def test_only_what_stands_near_is_looked_at(rules):
    """The scan before was to find what stands elsewhere: here nobody has masked it."""
    elsewhere = LINES["KEY"].encode() + b"\n" + FAR
    edit = Edit(len(elsewhere) + 4, len(elsewhere) + 9, b"<NAME>")
    assert not looked(rules, elsewhere + b"x = Alice\n", [edit])
    assert looked(
        rules, FAR + LINES["KEY"].encode() + b"\nx = Alice\n", [Edit(len(FAR), len(FAR) + 1, b"<A>")]
    )


def test_what_is_below_the_floor_is_left(rules):
    text = FAR + LINES["EMAIL"].encode() + b"\n"
    edit = [Edit(len(FAR) - 6, len(FAR) - 5, b"<A>")]
    assert looked(rules, text, edit)
    assert not looked(rules, text, edit, floor=Severity.ERROR)


@pytest.mark.parametrize(
    "line", ["# piiscan: ignore-file", "# piiscan: ignore", "kind: Secret", "# pragma: allowlist secret"]
)
def test_where_a_word_far_away_decides_all_is_scanned(rules, line):
    text = line.encode() + b"\n" + FAR + LINES["EMAIL"].encode() + b"\n"
    rules.scan_one(MemoryEntry("a.txt", text), Outcome())
    assert looked(rules, text, [Edit(len(text) - 6, len(text) - 1, b"<NAME>")], floor=Severity.ERROR)


def test_the_last_text_without_such_a_word_decides(rules):
    found = LINES["EMAIL"].encode() + b"\n"
    for text, expected in ((b"# piiscan: ignore\n" + FAR + found, True), (FAR + found, False)):
        rules.scan_one(MemoryEntry("a.txt", text), Outcome())
        edit = [Edit(len(text) - 6, len(text) - 1, b"<NAME>")]
        assert looked(rules, text, edit, floor=Severity.ERROR) is expected


def test_a_rule_of_the_users_own_may_look_anywhere(rules):
    own = Scanner(rules.detector, Settings(root="/", rules=("own.toml",)), Wanted(), root="/")
    edit = [Edit(4, 5, b"<A>")]
    assert looked(own, FAR, edit)
    assert not looked(rules, FAR, edit)


def test_a_key_of_many_lines_is_seen_whole(rules):
    """Neither its beginning nor its end stands where the edit is looked at."""
    first, *_, last = KEY_BLOCK.split("\n")
    body = base64.encodebytes(b"".join(hashlib.sha512(bytes([n])).digest() for n in range(48))).decode()
    texts = ["\n".join((FAR.decode(), begin, body, FAR.decode())).encode() for begin in (first, "")]
    for text, has_key in zip(texts, (True, False), strict=True):
        at = text.index(b"\n", len(text) // 2) + 1
        with_end = text.replace(body[-20:].encode(), body[-20:].encode() + last.encode())
        assert looked(rules, with_end, [Edit(at, at + 4, b"abcd")]) is has_key


def test_model_full_has_all_read_again():
    stub = Stub({})
    assert looked(with_model(stub, whole=True), FAR, [Edit(4, 5, b"2")])


@pytest.mark.parametrize("lines", [0, 3, 12, 20, 25, 40, 200])
@pytest.mark.parametrize("around", [b"", FAR])
def test_what_the_model_sees_once_something_else_is_masked_is_found_however_far_it_stands(
    tmp_path, around, lines
):
    """Lines that are read together reach further than rules look (found in the minutes of a committee)."""
    long = "".join(f"  Emmy Noether reads {number} pages today\n" for number in range(lines))
    text = around + ("Asked acme_abcdefgh first\n" + long + "Ada Lovelace agrees\n").encode()
    words = {"Ada Lovelace": Category.NAME, "acme_abcdefgh": Category.KEY}
    results = []
    for mask in (masked, masked_in_full):
        results.append(mask(with_model(Jealous(words, "acme_abcdefgh", "Ada Lovelace")), tmp_path, text))
    assert results[0] == results[1]
    assert b"Lovelace" not in results[0]


def test_the_model_reads_no_more_than_with_a_scan_of_it_all(tmp_path):
    names = "".join(f"# Written by Emmy Noether on day {number}\n" + "x = 1\n" * 60 for number in range(60))
    text = (names + "# Asked acme_abcdefgh, by Ada Lovelace\n" + names).encode()
    stubs = [Stub({}), Stub({})]
    for stub, mask in zip(stubs, (masked, masked_in_full), strict=True):
        mask(with_model(stub), tmp_path, text)
    assert set(stubs[0].texts) <= set(stubs[1].texts)
    assert len(stubs[0].texts) < len(stubs[1].texts)


_WORDS = {"Ada Lovelace": Category.NAME, "Emmy Noether": Category.NAME, "ckrieger": Category.USERNAME}
_PARTS = [
    *LINES.values(),
    "Asked acme_abcdefgh first",
    "Ada Lovelace agrees",
    "# Written by Emmy Noether",
    "Emmy Noether said so, and Ada Lovelace too",
    "user:carl",
    ";",
    "@ckrieger wrote",
    "x = 1",
    "",
    "    " * 30,
]
_texts = st.lists(st.tuples(st.sampled_from(_PARTS), st.sampled_from([1, 1, 1, 2, 7, 40])), max_size=24).map(
    lambda parts: "".join(f"{line}\n" * count for line, count in parts)
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_texts, st.sampled_from(["acme_abcdefgh", "Emmy Noether", "nothing"]))
@example("Asked acme_abcdefgh first\n" + "Emmy Noether said so, and Ada Lovelace too\n" * 40, "acme_abcdefgh")
def test_with_a_model_it_comes_out_as_if_all_were_scanned_again(tmp_path, text, first):
    made_of = [
        mask(with_model(Jealous(_WORDS, first, "Ada Lovelace")), tmp_path, text.encode())
        for mask in (masked, masked_in_full)
    ]
    assert made_of[0] == made_of[1]


_CODE = [*LINES.values(), KEY_BLOCK, *KEY_BLOCK.split("\n")[:3], "AUTHORS", "## Contributors", "", "x = 1", "    pass",
         f"- {NAME} <{EMAIL}>", f"{NAME} ({made('ckrieg%{}er77')})", f"{SECRETS['USERNAME']}:{SECRETS['PASSWORD']}@host", '"""', "x" * 900]  # fmt: skip
_code = st.lists(st.tuples(st.sampled_from(_CODE), st.sampled_from([1, 1, 2, 30, 200])), max_size=16).map(
    lambda parts: "".join(f"{line}\n" * count for line, count in parts)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_code, st.sampled_from(["a.txt", "a.py", "CHANGES.md", "test_a.py", "AUTHORS"]))
def test_with_the_shipped_rules_it_comes_out_as_if_all_were_scanned_again(rules, tmp_path, text, name):
    data = text.encode()
    assert masked(rules, tmp_path, data, name=name) == masked_in_full(rules, tmp_path, data, name=name)


def test_a_stretch_of_the_gate_reaches_no_further_than_is_allowed_for():
    """`second_look` counts on it: else lines that are read with an edit would be cut off unseen."""
    assert REACH + JOIN < _READ


def test_the_head_of_a_table_is_far_from_what_it_says_of(rules, tmp_path):
    head = "id,first_name,password\n" + "".join(f"{number},,\n" for number in range(1000))
    secret, other = made("%{b64:14}", "a"), made("%{b64:14}", "b")
    data = f"{head}1000,Grete,{secret}\n1001,,{other}\n".encode()
    at = data.index(secret.encode())
    edit = Edit(at, at + len(secret), b"<PASSWORD>")
    after = splice(data, [edit])
    assert may_hold_more(rules, "users.csv", data, after, [edit], Severity.NOTE, has_ignores=False)
    result = masked(rules, tmp_path, data, name="users.csv")
    assert result == f"{head}1000,<NAME>,<PASSWORD>\n1001,,<PASSWORD>\n".encode()
    assert masked(rules, tmp_path, result, name="users.csv") == result


class Modest(Stub):
    """Sees only the first of its names in a text: the next one once that is masked."""

    def _seen(self, text):
        return list(super()._seen(text))[:1]


def test_what_shows_only_bit_by_bit_is_masked_to_the_end(tmp_path):
    """Four rounds were thought to be enough: a second run found more in a list of supporters."""
    names = dict.fromkeys([f"Ada Lovelace{letter}" for letter in "abcdefghijkl"], Category.NAME)
    text = "# Thanks to " + ", ".join(names) + "\n"
    assert b"Lovelace" not in masked(with_model(Modest(names, probability=0.9)), tmp_path, text.encode())
