"""The library: `piiscan.mask_bytes` and `piiscan.mask_text`."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import piiscan
from canary import EMAIL, EVERYTHING, KEY_BLOCK, LINES, SECRETS, leaks
from piiscan import MaskError, MaskResult, PiiscanError, Severity, mask_bytes, mask_text

SOURCE = Path(__file__).parents[1] / "src"
CODECS = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1"]


@given(st.binary(max_size=1000))
def test_bytes_without_findings_stay(data: bytes):
    result = mask_bytes(data, "a.bin")
    assert (result.data, result.findings, result.replaced) == (data, (), 0)


@given(st.text(st.characters(codec=None), max_size=300))
def test_text_without_findings_stays(text: str):
    assert mask_text(text) == text


def test_values_go_and_are_told_without_themselves():
    data = f"# é\n{LINES['EMAIL']}\n{LINES['KEY']}\n".encode()
    result = mask_bytes(data, "sub/a.py")
    assert result.data == "# é\nmail_to('<EMAIL>')\ntoken = \"<KEY>\"\n".encode()
    assert (result.replaced, result.encoding) == (2, "utf-8")
    first, second = result.findings
    assert data[first.start_offset : first.end_offset].decode() == EMAIL
    assert (first.path, first.code, first.start_line, second.mask) == ("sub/a.py", "PII101", 2, "KEY")
    assert leaks(repr(result)) == []


@pytest.mark.parametrize("codec", CODECS)
def test_any_encoding_and_twice_is_once(codec: str):
    data = f"{EVERYTHING}{KEY_BLOCK}\r\nno end".encode(codec)
    result = mask_bytes(data, "a.py")
    assert result.encoding == (codec + "-le" if codec in ("utf-16", "utf-32") else "utf-8")
    assert set(leaks(result.data.decode(codec))) <= {"NAME"}
    assert result.data.decode(codec).endswith("-----\r\nno end")
    first = result.findings[0]
    assert data[first.start_offset : first.end_offset].decode(result.encoding) == SECRETS["KEY"]
    again = mask_bytes(result.data, "a.py")
    assert (again.data, again.findings, again.replaced) == (result.data, (), 0)


def test_binary_is_said():
    data = b"\0" + EVERYTHING.encode()
    assert mask_bytes(data, "a") == MaskResult(data, (), 0, "binary")


def test_a_string_is_text_whatever_it_holds():
    assert mask_text("\0" + LINES["EMAIL"]) == "\0mail_to('<EMAIL>')"
    assert mask_text(f"\ufeff\ud800 {EMAIL} \U0001f511") == "\ufeff\ud800 <EMAIL> \U0001f511"
    assert mask_text("x\n" * 9_000_000 + EMAIL).endswith("x\n<EMAIL>")


def test_the_name_says_the_syntax():
    text = f"MAIL={EMAIL}\n"
    assert (mask_text(text, ".env"), mask_text(text)) == ("MAIL=REDACTED_EMAIL\n", "MAIL=<EMAIL>\n")


def test_only_from_a_severity_on():
    result = mask_bytes(EVERYTHING.encode(), "a.py", severity=Severity.ERROR)
    assert {item.severity for item in result.findings} == {Severity.ERROR}
    assert {name for name, value in SECRETS.items() if value.encode() not in result.data} == {
        "KEY",
        "PASSWORD",
    }


def test_settings_of_a_project(tmp_path: Path):
    (tmp_path / "piiscan.toml").write_text("ignore = ['EMAIL']\n[per-file-ignores]\n'tests/' = ['KEY']\n")
    settings = piiscan.load_settings(str(tmp_path))
    for path, kept in (("a.py", {"EMAIL"}), ("tests/a.py", {"EMAIL", "KEY"})):
        data = mask_bytes(EVERYTHING.encode(), path, settings=settings).data.decode()
        assert {name for name in ("EMAIL", "KEY", "PASSWORD") if SECRETS[name] in data} == kept
    assert EMAIL not in mask_text(EVERYTHING)  # without settings no file counts


def test_policies(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PIISCAN_MASK_KEY", raising=False)
    text = f"{EMAIL} {EMAIL}, {SECRETS['KEY']}\n"
    assert mask_text(text, policy="numbered") == "<EMAIL_1> <EMAIL_1>, <KEY_1>\n"
    assert (
        mask_text(text, policy={"ALL": "stars", "EMAIL": "template:<mail {n}>"})
        == "<mail 1> <mail 1>, ********\n"
    )
    key = b"0123456789abcdef"
    assert mask_text(text, policy="fake", key=key) == mask_text(text, policy="fake", key=key) != text
    monkeypatch.setenv("PIISCAN_MASK_KEY", key.decode())
    assert mask_text(text, policy="hash") == mask_text(text, policy="hash", key=key)


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"policy": "fakes"}, "policy"),
        ({"policy": {"EMIAL": "fake"}}, "EMAIL"),
        ({"policy": "fake"}, "key"),
        ({"policy": "hash", "key": b"short"}, "16 bytes"),
    ],
    ids=str,
)
def test_what_makes_no_sense_is_an_error(monkeypatch: pytest.MonkeyPatch, options, part: str):
    monkeypatch.delenv("PIISCAN_MASK_KEY", raising=False)
    with pytest.raises(PiiscanError) as caught:
        mask_bytes(EVERYTHING.encode(), "a.py", **options)
    assert part in caught.value.message + caught.value.hint
    assert leaks(str(caught.value)) == []


def test_a_text_that_leaves_its_encoding_is_an_error():
    data = EVERYTHING.encode("utf-32") + ("x" * 9000).encode("utf-32-le") + b"\xff" * 8
    with pytest.raises(MaskError, match="utf-32-le"):
        mask_bytes(data, "a.py")


def test_threads_do_not_meet():
    results = []

    def work() -> None:
        results.extend(mask_text(f"{number} {EMAIL}") for number in range(50))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == sorted([f"{number} <EMAIL>" for number in range(50)] * 4)


def test_rules_are_made_ready_once(monkeypatch: pytest.MonkeyPatch):
    from piiscan import api

    mask_text("x")
    monkeypatch.setattr(api.Job, "scanner", lambda job: pytest.fail("made ready again"))
    mask_text("y")
    for number in range(9):
        with pytest.raises(pytest.fail.Exception):
            mask_text("z", settings=api.DEFAULTS._replace(jobs=number + 1))
    assert mask_text(EMAIL) == "<EMAIL>"


def test_importing_is_light_and_what_is_not_there_is_said(tmp_path: Path):
    code = (
        "import sys, piiscan\n"
        "assert not [name for name in ('click', 'hyperscan', 'piiscan.api', 'piiscan.run') if name in sys.modules]\n"
        "from piiscan import mask_text\n"
        "assert 'click' not in sys.modules\n"
        "assert sorted(piiscan.__all__) == sorted([*__import__('piiscan.api').api.__all__, '__version__'])\n"
        "try: piiscan.no_such_name\n"
        "except AttributeError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(SOURCE)}, capture_output=True, text=True, check=True
    )  # fmt: skip
    assert done.stdout == "module 'piiscan' has no attribute 'no_such_name'\n"
