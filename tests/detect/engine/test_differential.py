"""Both engines give the same findings: on every rule's examples together, on made-up texts, on real code."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from piiscan.catalog.examples import expand
from piiscan.catalog.load import build_catalog, builtin_files
from piiscan.detect.detector import Detector
from piiscan.detect.engine.choose import hyperscan_version

pytestmark = pytest.mark.skipif(not hyperscan_version(), reason="Hyperscan has no wheel for this platform")

CATALOG = build_catalog(builtin_files())
FAST = Detector(CATALOG.rules, engine="hyperscan") if hyperscan_version() else None
SLOW = Detector(CATALOG.rules, engine="python")


def seen(detector: Detector, data: bytes, path: str) -> list[tuple[str, int, int, str, float]]:
    found = detector.scan(data, path)
    return [(item.rule.id, item.start, item.end, item.status.value, item.confidence) for item in found]


def assert_same(data: bytes, path: str) -> int:
    assert FAST is not None
    fast = seen(FAST, data, path)
    assert fast == seen(SLOW, data, path), path
    return len(fast)


def examples() -> list[tuple[str, str]]:
    SLOW.check_all()
    return [
        (expand(example.text, f"{rule.id}/{kind}/{number}"), example.path)
        for rule in CATALOG.rules
        for kind, group in (("match", rule.match), ("no_match", rule.no_match))
        for number, example in enumerate(group, 1)
    ]


def test_every_example_against_the_whole_catalogue():
    assert sum(assert_same(text.encode(), path) for text, path in examples()) > 500


def test_all_examples_in_one_text():
    text = "\n".join(text for text, _ in examples())
    assert assert_same(text.encode(), "all.txt") > 300
    assert assert_same(text.replace("\n", "\r\n").encode(), "all.txt") > 300


def test_every_example_again_and_again():
    """Hyperscan 5.4 finds the first match of some anchors and no other."""
    SLOW.check_all()
    for rule in CATALOG.rules:
        for number, example in enumerate(rule.match, 1):
            copies = [expand(example.text, f"{rule.id}/{number}/{copy}") for copy in range(4)]
            assert_same("\n".join(copies).encode(), example.path)


PIECES = st.sampled_from(
    [
        b"password = '", b"'", b'"', b"\n", b"\r\n", b" ", b"=", b": ", b"emmy@noether.edu", b"8.8.4.4", b"2a00::1", b"@", b"://",
        b"https://bob:Zu-9-gleis@host.org/", b"/home/grete/", b"Copyright 2001 Emmy Noether <", b"api_key=", b"x" * 700,
        b"Zu9-kx81LqmT0vbn42Pq", b"+49 30 901820", b"TODO(grete)", b"\xc3\xa9", b"\xff\xfe", b"-----BEGIN PRIVATE", b" KEY-----", b"\\n",
    ]
)  # fmt: skip


@given(
    st.lists(PIECES, max_size=30).map(b"".join), st.sampled_from(["a.py", "a.yml", ".env", "AUTHORS", "x"])
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_texts_made_of_awkward_pieces(data, path):
    assert_same(data, path)


def real_code() -> tuple[Path, int]:
    """The public corpus where ``benchmarks/corpus.py`` has unpacked it, else the standard library."""
    named = os.environ.get("PIISCAN_CORPUS")
    unpacked = Path(__file__).parents[3] / "benchmarks" / "work" / "corpus"
    if named or unpacked.is_dir():
        return Path(named or unpacked), 1 if os.environ.get("PIISCAN_CORPUS_FULL") else 25
    return Path(sysconfig.get_paths()["stdlib"]), 20


def test_real_code():
    root, step = real_code()
    files = sorted(path for path in root.rglob("*") if path.is_file() and "site-packages" not in path.parts)[
        ::step
    ]
    assert len(files) > 50
    for path in files:
        data = path.read_bytes()
        if b"\0" not in data[:8192] and len(data) < 1 << 20:
            assert_same(data, path.relative_to(root).as_posix())
