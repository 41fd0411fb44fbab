"""Verdicts are kept without texts, and nothing that can happen to their file changes what a scan says."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.model.package import PRESETS, Package
from piiscan.model.spans import Prediction
from piiscan.run.verdicts import Verdicts, digest_of, packed, unpacked
from piiscan.types import Category, Status

TEXTS = ["thanks to Emmy Noether", "x"]
ROWS = [[Prediction(10, 22, Category.NAME, Status.LIVE, 0.75)], []]
PACKAGE = Package(
    id="tiny-1",
    network=b"",
    vocabulary=("a", "b"),
    collapse=True,
    window=64,
    overlap=16,
    bias=0.0,
    temperatures=(1.0,) * 7,
    kind_temperature=1.0,
    thresholds=dict.fromkeys(PRESETS, (0.5,) * 7),
)
MODEL = digest_of(PACKAGE)


def key(verdicts, text):
    return verdicts.key(b"text", [text.encode()])


def kept(folder, **options):
    verdicts = Verdicts(str(folder), MODEL, **options)
    for text, row in zip(TEXTS, ROWS, strict=True):
        verdicts.put(key(verdicts, text), [row])
    verdicts.flush()
    return verdicts


def asked(folder, texts=TEXTS, model=MODEL):
    verdicts = Verdicts(str(folder), model)
    known = verdicts.several({key(verdicts, text): len(text) for text in texts})
    rows = [known.get(key(verdicts, text)) for text in texts]
    return None if None in rows else rows


def test_nothing_is_known_at_first(tmp_path):
    assert asked(tmp_path / "cache") is None


def test_another_process_knows(tmp_path):
    kept(tmp_path)
    assert asked(tmp_path) == ROWS


def test_other_texts_and_other_models_are_not_known(tmp_path):
    kept(tmp_path)
    assert asked(tmp_path, [TEXTS[0] + TEXTS[1], ""]) is None
    assert asked(tmp_path, TEXTS[:1]) == ROWS[:1]
    assert asked(tmp_path, model=b"another") is None


@pytest.mark.parametrize(
    "change",
    [
        {"id": "tiny-2"},
        {"bias": 1.0},
        {"window": 32},
        {"vocabulary": ("a", "c")},
        {"temperatures": (2.0,) * 7},
    ],
)
def test_whatever_changes_verdicts_is_part_of_the_model(change):
    import dataclasses

    assert digest_of(dataclasses.replace(PACKAGE, **change)) != MODEL


def test_thresholds_are_not(tmp_path):
    import dataclasses

    other = dataclasses.replace(PACKAGE, thresholds=dict.fromkeys(PRESETS, (0.9,) * 7))
    assert digest_of(other) == MODEL


def test_kinds_are_apart(tmp_path):
    verdicts = Verdicts(str(tmp_path), MODEL)
    assert verdicts.key(b"a", [b"x"]) != verdicts.key(b"b", [b"x"])
    assert verdicts.key(b"a", [b"x", b""]) != verdicts.key(b"a", [b"x"])


def test_nobody_else_reads_them(tmp_path):
    kept(tmp_path)
    if os.name == "posix":
        assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())


def test_no_text_is_stored(tmp_path):
    kept(tmp_path)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Emmy" not in stored
    assert b"Noether" not in stored


@pytest.mark.parametrize("junk", [b"", b"junk" * 5000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_none_of_ours_gives_way(tmp_path, junk):
    (tmp_path / "verdicts.sqlite").write_bytes(junk)
    assert asked(tmp_path) is None
    kept(tmp_path)
    assert asked(tmp_path) == ROWS


def test_damage_inside_is_not_believed(tmp_path):
    kept(tmp_path)._connection.close()
    with sqlite3.connect(tmp_path / "verdicts.sqlite") as connection:
        [value] = connection.execute("SELECT value FROM verdicts").fetchone()
        connection.execute("UPDATE verdicts SET value = ?", (value[:-1] + bytes([value[-1] ^ 1]),))
    connection.close()
    assert asked(tmp_path) is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "file").write_text("x")
    kept(tmp_path / "file" / "cache")
    assert asked(tmp_path / "file" / "cache") is None


def test_the_file_stays_below_its_limit(tmp_path):
    limit = 1 << 18
    for round_ in range(6):
        verdicts = Verdicts(str(tmp_path), MODEL, limit=limit)
        for number in range(1500):
            text = f"{round_} {number}" + " " * 20
            verdicts.put(key(verdicts, text), [[Prediction(0, 9, Category.ID, Status.LIVE, 0.5)]])
            if number % 50 == 0:
                verdicts.flush()
        verdicts.flush()
        verdicts._connection.close()
        assert os.path.getsize(tmp_path / "verdicts.sqlite") <= limit


def test_a_new_file_takes_its_name_ready_made_and_nothing_is_left_beside_it(tmp_path, monkeypatch):
    made = []
    real = Verdicts._ready
    monkeypatch.setattr(Verdicts, "_ready", lambda self, path: made.append(path) or real(self, path))
    first, second = Verdicts(str(tmp_path), b"m"), Verdicts(str(tmp_path), b"m")
    for each in (first, second):
        each.put(each.key(b"texts", [b"x"]), [[]])
        each.flush()
    whole = str(tmp_path / "verdicts.sqlite")
    assert [path == whole for path in made] == [
        False,
        True,
        True,
    ]  # while it has a log made, nobody else knows it
    assert {path.name for path in tmp_path.iterdir()} <= {
        "verdicts.sqlite",
        "verdicts.sqlite-wal",
        "verdicts.sqlite-shm",
    }


def test_processes_write_at_once(tmp_path):
    program = (
        "import sys\nfrom piiscan.run.verdicts import Verdicts\n"
        "for number in range(60):\n"
        "    v = Verdicts(sys.argv[1], b'm') if number % 20 == 0 else v\n"
        "    v.put(v.key(b'texts', [(sys.argv[2] + str(number)).encode()]), [[]])\n    v.flush()\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), name], stderr=subprocess.PIPE)
        for name in "abc"
    ]
    for process in running:
        assert process.communicate()[1] == b""
        assert process.returncode == 0
    verdicts = Verdicts(str(tmp_path), b"m")
    keys = [verdicts.key(b"texts", [(name + str(n)).encode()]) for name in "abc" for n in range(60)]
    known = [verdicts.several({each: 1}).get(each) for each in keys]
    assert known.count([]) >= 170  # a lock may be waited for in vain; none is worth more than that


categories, kinds = st.sampled_from(Category), st.sampled_from(Status)
spans = st.builds(
    lambda start, length, *rest: Prediction(start, start + length, *rest),
    st.integers(0, 20),
    st.integers(1, 20),
    categories,
    kinds,
    st.floats(0, 1),
)


@given(st.lists(st.lists(spans, max_size=4), max_size=4))
def test_what_is_packed_comes_back(rows):
    assert unpacked(packed(rows), [40] * len(rows)) == rows


@given(st.binary(max_size=80))
def test_bytes_that_nobody_packed_are_no_verdict(value):
    assert unpacked(value, [4]) in (None, [[]])
