"""Files of other scanners."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from piiscan.errors import BaselineError
from piiscan.suppress.baseline.entry import Verdict
from piiscan.suppress.baseline.foreign import Foreign, read
from piiscan.types import Category


def told(tmp_path: Path, content: str | bytes) -> list[tuple[str, int, int]]:
    return [(item.path, item.line, item.end_line) for item in items(tmp_path, content)]


def items(tmp_path: Path, content: str | bytes) -> list[Foreign]:
    path = tmp_path / "known"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(str(path))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("{}", "is of no known kind"),
        ('{"runs": []}', "is of no known kind"),
        ("[1]", "item 1 is no finding of gitleaks or Betterleaks"),
        ('[{"File": 1}]', "item 1 is no finding"),
        ('[{"File": "a", "StartLine": "x"}]', "a line number is none"),
        ('{"results": {"a": 1}}', "must hold a list for every file"),
        ('{"results": {"a": [1]}}', "something that is no finding"),
        ('{"findings": [{}]}', "item 1 is no finding"),
        ('{"finding": {"location": {"path": "a"}}}\n{"finding": 1}', "item 2 is no finding"),
        ('{"scan": {}}\nx', "line 2 is not JSON"),
        ("a:b:3\nnonsense", "line 2 is no fingerprint (PATH:RULE:LINE)"),
        (b"\xff\xfe", "is no text in UTF-8"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, content: str | bytes, message: str):
    with pytest.raises(BaselineError) as caught:
        items(tmp_path, content)
    assert message in caught.value.message
    assert caught.value.message.startswith("known: ")


def test_what_cannot_be_read(tmp_path: Path):
    for name in ("none", "."):
        with pytest.raises(BaselineError):
            read(str(tmp_path / name))


def test_detect_secrets(tmp_path: Path):
    def entry(line: int, **more: object) -> dict[str, object]:
        return {
            "type": "Secret Keyword",
            "filename": "a",
            "hashed_secret": "0" * 40,
            "line_number": line,
            **more,
        }

    results = {
        "src\\a.py": [entry(3, is_secret=False), entry(4, is_secret=True), entry(5)],
        "b.py": [entry(1, type="Public IP (ipv4)"), {"type": "Secret Keyword", "hashed_secret": "0" * 40}],
    }
    found = items(tmp_path, json.dumps({"version": "1.5.0", "results": results}))
    assert [(item.path, item.line) for item in found] == [
        ("src/a.py", 3),
        ("src/a.py", 4),
        ("src/a.py", 5),
        ("b.py", 1),
        ("b.py", 0),
    ]
    assert [item.verdict for item in found] == [Verdict.FALSE_POSITIVE, Verdict.REAL, None, None, None]
    assert found[3].categories == {Category.IP_ADDRESS}
    assert found[0].categories == {Category.KEY, Category.PASSWORD}


def test_gitleaksignore(tmp_path: Path):
    commit = "0123456789abcdef0123456789abcdef01234567"
    text = f"# why\n\n a b.py:aws-access-token:4 \r\n{commit}:src/x:y.py:generic-api-key:12\nabc:r:1\n"
    assert told(tmp_path, text) == [("a b.py", 4, 4), ("src/x:y.py", 12, 12), ("abc", 1, 1)]
    assert told(tmp_path, "") == []


def test_a_report_of_gitleaks(tmp_path: Path):
    report = [
        {"RuleID": "r", "File": "src\\a.pem", "StartLine": 2, "EndLine": 9, "Secret": "REDACTED"},
        {"RuleID": "r", "File": "b", "StartLine": 1},
    ]
    assert told(tmp_path, json.dumps(report)) == [("src/a.pem", 2, 9), ("b", 1, 1)]
    assert told(tmp_path, "[]") == []


def test_a_report_of_betterleaks(tmp_path: Path):
    def at(path: str, line: int, **more: object) -> dict[str, object]:
        return {"rule_id": "r", "location": {"path": path, "start_line": line, "end_line": line + 1}, **more}

    parts = [{"components": [at("a.py", 2)]}]
    findings = [at("a.py", 4, component_sets=parts), at("b.py", 1)]
    expected = [("a.py", 4, 5), ("a.py", 2, 3), ("b.py", 1, 2)]
    scan = {"state": "complete"}
    assert told(tmp_path, json.dumps({"findings": findings, "scan": scan}, indent=1)) == expected
    lines = [*({"finding": each} for each in findings), {"scan": scan}]
    assert told(tmp_path, "\n".join(map(json.dumps, lines))) == expected
    assert told(tmp_path, json.dumps({"scan": scan})) == []
