"""A scan with a model: a stub that sees words, so that what is tested is the run."""

from __future__ import annotations

import re
import sqlite3
from typing import NamedTuple

import pytest

from piiscan.detect.detector import Detector
from piiscan.model.choose import Chosen
from piiscan.model.package import PRESETS
from piiscan.model.spans import Prediction
from piiscan.model.tags import CATEGORIES
from piiscan.run import judge as judging
from piiscan.run.judge import Judge, gate_engine
from piiscan.run.kept import Kept
from piiscan.run.scanner import Scanner, Wanted
from piiscan.run.verdicts import Verdicts
from piiscan.settings.model import Settings
from piiscan.sources.entry import MemoryEntry
from piiscan.types import Category, Severity, Status

from .small import RULES


class Package(NamedTuple):
    id: str = "stub-1"
    least: float | dict = 0.5

    @property
    def thresholds(self):
        each = self.least if isinstance(self.least, dict) else dict.fromkeys(PRESETS, self.least)
        return {preset: (value,) * len(Category) for preset, value in each.items()}


class Stub:
    """Sees ``words``; says how often it was asked."""

    def __init__(self, words, probability=0.7, kind=Status.LIVE, thresholds=0.5):
        self.words, self.probability, self.kind, self.least = words, probability, kind, thresholds
        self.texts = []

    def predict(self, texts):
        self.texts += texts
        return [sorted(self._seen(text)) for text in texts]

    def _seen(self, text):
        for word, category in self.words.items():
            for match in re.finditer(re.escape(word), text):
                yield Prediction(*match.span(), category, self.kind, self.probability)


EMMY = {"Emmy Noether": Category.NAME}


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("PIISCAN_CACHE_DIR", str(tmp_path / "cache"))


def scan(data, stub, *, whole=False, path="a.txt", **changes):
    settings = Settings(root="/", **changes)
    detector = Detector(RULES, engine="python")
    detector.judge = Judge(Chosen(Package(least=stub.least), whole), settings, engine="python", reader=stub)
    scanner = Scanner(detector, settings, Wanted(frames=Severity.NOTE, line_hashes=True), root="/")
    data = data.encode() if isinstance(data, str) else data
    return scanner.scan([MemoryEntry(path, data)]).findings


def test_what_says_nothing_is_not_read():
    stub = Stub(EMMY)
    assert scan("x = 1\n" * 100, stub) == []
    assert stub.texts == []


def test_a_number_with_dots_alone_is_not_read():
    stub = Stub({"17.18.19.20": Category.IP_ADDRESS}, probability=0.9)
    assert scan("x = [17.18.19.20]\n", stub) == []
    assert stub.texts == []


def test_it_is_seen_where_the_model_reads_for_others():
    stub = Stub({"17.18.19.20": Category.IP_ADDRESS}, probability=0.9)
    assert [item.code for item in scan("# by Emmy Noether\nx = [17.18.19.20]\n", stub)] == ["MDL004"]


def test_an_address_that_is_glued_to_something_is_read():
    stub = Stub({"17.18.19.20": Category.IP_ADDRESS}, probability=0.9)
    assert [item.code for item in scan("x = 1\n" * 9 + "open('17.18.19.20_eth0')\n", stub)] == ["MDL004"]
    assert stub.texts == ["open('17.18.19.20_eth0')\n"]


def test_a_finding_of_the_model_is_like_any_other():
    [found] = scan("x = 1\n# é reviewed by Emmy Noether\n", Stub(EMMY))
    assert (found.code, found.rule, found.category, found.layers) == (
        "MDL001",
        "model-name",
        "NAME",
        ("model",),
    )
    assert (found.start_line, found.start_column, found.end_column, found.length) == (2, 17, 29, 12)
    assert found.severity is Severity.NOTE
    assert found.frame == "# é reviewed by <NAME>"
    assert found.fingerprint


def test_placeholders_are_hidden_unless_asked_for():
    stub = Stub(EMMY, kind=Status.PLACEHOLDER)
    assert scan("# by Emmy Noether\n", stub) == []
    [found] = scan("# by Emmy Noether\n", stub, include=frozenset({Status.PLACEHOLDER}))
    assert found.label == "NAME_EXAMPLE"


@pytest.mark.parametrize("selector", ["MDL001", "MDL", "NAME", "model-name"])
def test_codes_and_categories_select(selector):
    text = "# by Emmy Noether\n"
    assert scan(text, Stub(EMMY), ignore=(selector,)) == []
    assert len(scan(text, Stub(EMMY), select=(selector,))) == 1
    assert scan(text, Stub(EMMY), select=("ACM",)) == []


@pytest.mark.parametrize("name", ["MDL001", "NAME", "model-name"])
def test_comments_silence(name):
    assert scan(f"# by Emmy Noether  piiscan: ignore[{name}]\n", Stub(EMMY)) == []
    assert len(scan("# by Emmy Noether  piiscan: ignore[EMAIL]\n", Stub(EMMY))) == 1


def test_the_preset_chooses_the_threshold_and_a_number_is_the_least():
    least = {"precision": 0.9, "balanced": 0.6, "recall": 0.2}

    def count(probability, **changes):
        return len(scan("# by Emmy Noether\n", Stub(EMMY, probability, thresholds=least), **changes))

    assert (count(0.55), count(0.65)) == (0, 1)
    assert count(0.25, preset="recall", min_confidence=0.3) == 1  # the model's own, not the rules' 0.3
    assert count(0.85, preset="precision", min_confidence=0.8) == 0
    assert count(0.65, min_confidence=0.7) == 0


def test_a_rule_that_knows_keeps_its_finding():
    stub = Stub({"acme_abcdefgh": Category.PASSWORD}, 0.95)
    [found] = scan("token = 'acme_abcdefgh'\n", stub)
    assert (found.code, found.layers) == ("ACM001", ("rule",))


def test_full_reads_every_byte_of_a_long_text():
    line = "nothing to see in this line at all\n"
    stub = Stub({"zq": Category.ID})
    found = scan(line * 3000 + "zq\n" + line * 3000 + "zq\n", stub, whole=True)
    assert [item.start_line for item in found] == [3001, 6002]
    assert sum(map(len, stub.texts)) >= 6000 * len(line)


def test_a_blob_is_read_once_for_findings_and_frames():
    stub = Stub(EMMY)
    scan("# by Emmy Noether\n", stub, path="AUTHORS", include=frozenset())
    assert len(stub.texts) == 1


def test_the_compiled_gate_is_kept_and_damage_is_mended(tmp_path):
    pytest.importorskip("hyperscan")
    folder = tmp_path / "cache"
    first = gate_engine()
    [kept] = folder.glob("gate-*.cache")
    data = bytearray(kept.read_bytes())
    data[len(data) // 2] ^= 1
    kept.write_bytes(data)
    text = b"password: 'hunter2'\n"
    assert sorted(gate_engine().scan(text)) == sorted(first.scan(text))
    assert kept.read_bytes() != bytes(data)


def test_a_process_does_not_use_the_session_of_another(monkeypatch):
    made = []

    class Session(Stub):
        def __init__(self, package, *, threads, device):
            super().__init__(EMMY)
            made.append(threads)

    monkeypatch.setattr("piiscan.model.predict.Model", Session)
    judge = Judge(Chosen(Package(), True), Settings(root="/"))
    for text in (b"a", b"b"):
        judge(text, "a", [])
    assert made == [1]
    monkeypatch.setattr(judging.os, "getpid", lambda: -1)
    judge(b"c", "a", [])
    assert made == [1, 1]


def kept_judge(tmp_path, stub, digest="rules-1", **changes):
    verdicts = Verdicts(str(tmp_path / "cache"), b"model")
    settings = Settings(root="/", **changes)
    return Judge(
        Chosen(Package(), False),
        settings,
        engine="python",
        reader=stub,
        verdicts=verdicts,
        kept=Kept(RULES, digest),
    )


TEXT = b"token = 'acme_abcdefgh'\n# by Emmy Noether\n"


def asked(judge, data=TEXT, path="a.txt"):
    detector = Detector(RULES, engine="python")
    detector.judge = judge
    found = detector.scan(data, path)
    judge.finish()
    return found


def test_the_second_scan_asks_neither_rules_nor_gate_nor_model(tmp_path, monkeypatch):
    first = asked(kept_judge(tmp_path, Stub(EMMY)))
    assert [item.rule.code for item in first] == ["ACM001", "MDL001"]

    def refuse(*arguments, **options):
        raise AssertionError("asked")

    monkeypatch.setattr(Detector, "_scan", refuse)
    assert asked(kept_judge(tmp_path, None)) == first


@pytest.mark.parametrize(
    "change",
    [
        {"data": TEXT + b"\n"},
        {"path": "b.txt"},
        {"digest": "rules-2"},
        {"min_confidence": 0.6},
        {"min_confidence": 0.45},
    ],
)
def test_whatever_decides_is_part_of_the_key(tmp_path, change):
    asked(kept_judge(tmp_path, Stub(EMMY)))
    place = {key: change.pop(key) for key in ("data", "path") if key in change}
    judge = kept_judge(tmp_path, Stub(EMMY), **change)
    assert judge.known(place.get("data", TEXT), place.get("path", "a.txt")) is None
    same = kept_judge(tmp_path, Stub(EMMY))
    assert same.known(TEXT, "a.txt") is not None


def test_what_is_kept_holds_no_value_and_damage_is_asked_anew(tmp_path):
    first = asked(kept_judge(tmp_path, Stub(EMMY)))
    [path] = (tmp_path / "cache").glob("verdicts.sqlite")
    for part in (tmp_path / "cache").glob("verdicts*"):
        assert b"Noether" not in part.read_bytes()
        assert b"abcdefgh" not in part.read_bytes()
    connection = sqlite3.connect(path)
    connection.execute("UPDATE verdicts SET value = x'00112233445566'")
    connection.commit()
    connection.close()
    assert asked(kept_judge(tmp_path, Stub(EMMY))) == first


def test_signs_of_what_the_model_never_adds_are_not_looked_for():
    class Narrow(Package):
        @property
        def thresholds(self):
            row = tuple(0.5 if category is Category.NAME else 1.0 for category in CATEGORIES)
            return dict.fromkeys(PRESETS, row)

    stub = Stub(EMMY)
    judge = Judge(Chosen(Narrow(), False), Settings(root="/"), engine="python", reader=stub)
    judge(b"x = 1\nserver 203.0.113.77\ny = 2\n\n# by Emmy Noether\n", "a.txt", [])
    assert stub.texts == ["\n# by Emmy Noether\n"]
