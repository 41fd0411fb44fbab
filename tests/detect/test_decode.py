"""Encoded text: what is found in it, where that is said to be, and what is left alone."""

from __future__ import annotations

import base64
import random
import time
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.rule_table import build
from piiscan.catalog.examples import expand
from piiscan.catalog.load import build_catalog, builtin_files
from piiscan.detect import decode
from piiscan.detect.detector import Detection, Detector
from piiscan.detect.engine.choose import hyperscan_version
from piiscan.detect.verify import _load_generators

ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "base64": base64.b64encode,
    "url-safe": lambda text: base64.urlsafe_b64encode(text).rstrip(b"="),
    "hex": lambda text: text.hex().encode(),
    "HEX": lambda text: text.hex().upper().encode(),
    "percent": lambda text: b"".join(b"%%%02X" % byte for byte in text),
    "unicode": lambda text: b"".join(b"\\u%04x" % byte for byte in text),
    "escape": lambda text: b"".join(b"\\x%02x" % byte for byte in text),
}
ENGINES = ["python", *(["hyperscan"] if hyperscan_version() else [])]
TOKEN = build(pattern="acme_[a-z0-9]{32}")
USER = build(id="acme-user", code="ACM002", category="EMAIL", pattern="user_[a-z]{32}", keywords=["user_"])
GENERIC = build(
    id="acme-secret", code="ACM003", pattern="secret = '(?P<value>[^']{8,400})'", keywords=["secret"],
    max_len=420, generic=True,
)  # fmt: skip
SMALL = {name: Detector([TOKEN, USER, GENERIC], engine=name) for name in ENGINES}
VALUE = b"acme_0123456789abcdefghijklmnopqrstuv"
CATALOG = build_catalog(builtin_files())
_load_generators()
#: Of rules that need no word beside the value.
TEMPLATES = {
    "github-pat": "ghp_%{crc62:30}",
    "aws-access-key-id": "AKIA2%{b32:13}5Q",
    "stripe-restricted-key": "rk_live_%{alnum:40}7",
    "woocommerce-consumer-secret": "cs_%{hex:40}",
}
SOME = {
    name: Detector([rule for rule in CATALOG.rules if rule.id in TEMPLATES], engine=name) for name in ENGINES
}
ALL = Detector(CATALOG.rules)


def found(text: bytes, path: str = "a.py") -> list[Detection]:
    results = [(detector.scan(text, path), detector.undecoded) for detector in SMALL.values()]
    assert all(result == results[0] for result in results)
    return results[0][0]


def quoted(run: bytes) -> bytes:
    return b'x = "' + run + b'"\n'


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("encode", ENCODINGS)
def test_random_bytes_say_nothing(seed: int, encode: str):
    noise = random.Random(seed).randbytes(3000)
    assert ALL.scan(quoted(ENCODINGS[encode](noise)), "a.py") == []


@given(st.binary(max_size=400), st.sampled_from(sorted(ENCODINGS)))
@settings(max_examples=60, deadline=None)
def test_bytes_say_nothing(noise: bytes, encode: str):
    assert found(quoted(noise) + quoted(ENCODINGS[encode](noise))) == []


@pytest.mark.parametrize(
    "text",
    [
        b"nothing at all to see here, just a text",
        b"user_abcdefghijklmnopqrstuvwxyzabcdef",  # only keys and passwords are looked for
        b"\0\1\2\3" * 6 + VALUE,  # no text
        b"acme_" + b"x" * 20 + b" is too short",
    ],
)
@pytest.mark.parametrize("encode", ENCODINGS)
def test_what_holds_no_secret(text: bytes, encode: str):
    assert found(quoted(ENCODINGS[encode](text))) == []


@pytest.mark.parametrize("kind", ["image/svg+xml", "font/woff2", "application/font-woff", "audio/ogg"])
def test_media_are_left_alone(kind: str):
    run = base64.b64encode(b"<svg a='%s'/>" % VALUE)
    assert found(b"url(data:%s;base64,%s)" % (kind.encode(), run)) == []
    assert found(b"url(data:text/plain;base64,%s)" % run) != []


def test_three_times_is_once_too_often():
    run = VALUE
    for _ in range(decode.DEPTH):
        run = base64.b64encode(run)
    assert found(quoted(run))
    assert found(quoted(base64.b64encode(run))) == []


def test_a_run_that_is_too_short():
    assert found(quoted(base64.b64encode(b"acme_0123456789ab"))) == []


def test_a_run_that_is_too_long_is_counted():
    pad = b"words and words, " * 2000
    run = base64.b64encode(pad[: decode.LONGEST_RUN * 3 // 4 - len(VALUE) - 1] + b" " + VALUE)
    assert len(run) <= decode.LONGEST_RUN
    assert found(quoted(run))
    assert [SMALL[name].undecoded for name in ENGINES] == [0] * len(ENGINES)
    run = base64.b64encode(pad + VALUE)
    assert found(quoted(run)) == []
    assert [SMALL[name].undecoded for name in ENGINES] == [1] * len(ENGINES)
    assert found(b"x") == []
    assert [SMALL[name].undecoded for name in ENGINES] == [0] * len(ENGINES)


def test_what_goes_beyond_the_budget_is_counted():
    run = base64.b64encode(b"words and words, " * 1000)
    data = quoted(run) * (decode.BUDGET // len(run) + 3) + quoted(base64.b64encode(VALUE))
    assert len(run) < decode.LONGEST_RUN
    assert found(data)[-1:] != [] or SMALL["python"].undecoded
    assert SMALL["python"].undecoded >= 3


def test_hex_stands_behind_a_quote_or_a_sign():
    run = VALUE.hex().encode()
    assert found(b"(%s)" % run) == []
    assert found(b"x=%s" % run) != []


def test_what_a_rule_finds_in_an_encoded_run_as_it_stands_wins():
    data = b"?to=" + quote(b"https://acme.org/?t=%s" % VALUE, safe="").encode()
    (item,) = found(data)
    assert (data[item.start : item.end], item.layers) == (VALUE, ("rule",))


def test_what_was_found_as_it_stands_wins():
    run = base64.b64encode(VALUE)
    (item,) = found(b"secret = '" + run + b"'\n")
    assert (item.rule.id, item.layers) == ("acme-secret", ("rule",))


@pytest.mark.parametrize("encode", ENCODINGS)
@pytest.mark.parametrize("again", [None, *ENCODINGS])
def test_the_whole_run_is_named(encode: str, again: str | None):
    run = ENCODINGS[encode](VALUE)
    if again:
        run = ENCODINGS[again](run)
    data = b"\xc3\xa9 first line\n" + quoted(run)
    (item,) = found(data)
    assert data[item.start : item.end] == run
    assert (item.rule, item.layers, item.confidence) == (TOKEN, ("rule", "decoded"), round(0.8 * 0.95, 3))


@pytest.mark.parametrize(
    ("text", "run"),
    [
        (b"token: %s\n", base64.b64encode(VALUE)),
        (b"TOKEN=%s\n", base64.b64encode(VALUE)),
        (b"%s", base64.b64encode(VALUE)),
        (b"`%s`", base64.b64encode(VALUE)),
        (b"<b>%s</b>", base64.b64encode(VALUE)),
        (b"data:;base64,%s", base64.b64encode(VALUE)),
        (b"Authorization: Basic %s", base64.b64encode(b"me:" + VALUE)),
        (b"?q=%s&", quote(base64.b64encode(b"x=" + VALUE)).encode()),
        (
            b"?to=%s&",
            quote(b"https://acme.org/?t='%s" % VALUE, safe="").encode().replace(b"acme_", b"%61cme_"),
        ),
        (b'\\"%s\\"', base64.b64encode(VALUE)),
    ],
)
def test_where_a_run_may_stand(text: bytes, run: bytes):
    items = found(text % run)
    at = text.index(b"%s")
    assert [(item.start, item.end) for item in items] == [(at, at + len(run))]


@pytest.mark.parametrize("engine", ENGINES)
@given(
    name=st.sampled_from(sorted(TEMPLATES)),
    seed=st.text("abcdef", min_size=1, max_size=6),
    layers=st.lists(st.sampled_from(sorted(ENCODINGS)), min_size=1, max_size=2),
)
@settings(max_examples=60, deadline=None)
def test_secrets_of_known_formats(engine: str, name: str, seed: str, layers: list[str]):
    run = expand(TEMPLATES[name], seed).encode()
    plain = SOME[engine].scan(quoted(run), "a.py")
    for layer in layers:
        run = ENCODINGS[layer](run)
    items = SOME[engine].scan(quoted(run), "a.py")
    assert [(item.rule.id, item.start, item.end) for item in items] == [
        (item.rule.id, 5, 5 + len(run)) for item in plain
    ]


def test_a_proof_stays_one():
    run = base64.b64encode(expand(TEMPLATES["github-pat"], "x").encode())
    (item,) = SOME[ENGINES[-1]].scan(quoted(run), "a.py")
    assert item.layers == ("rule", "proof", "decoded")


@pytest.mark.skipif(not hyperscan_version(), reason="the other engine is slow with any text")
@pytest.mark.parametrize("encode", ["base64", "url-safe", "hex"])
@pytest.mark.parametrize("line", [False, True])
def test_time_is_linear(encode: str, line: bool):
    text = b"a text that says nothing of interest" * (1 if line else 120_000)
    run = quoted(ENCODINGS[encode](text))
    data = run * max(1, 5_000_000 // len(run))
    begun = time.process_time()
    assert ALL.scan(data, "a.py") == []
    assert time.process_time() - begun < 4  # 0.5 s on an idle machine
    assert ALL.undecoded > 0
