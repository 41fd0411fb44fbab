"""`piiscan train corpus`, `label` and `convert`, as a person calls them; no network, no torch."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

LINE = (
    json.dumps(
        {
            "id": "a",
            "group": "g",
            "path": "a.py",
            "language": "python",
            "text": "by Ida",
            "spans": [{"start": 3, "end": 6, "label": "NAME"}],
        }
    )
    + "\n"
)


@pytest.mark.parametrize("step", ["corpus", "label", "convert"])
def test_help_says_what_a_step_does(piiscan, step):
    result = piiscan("train", step, "--help")
    assert result.code == 0
    assert "--output" in result.out


def test_the_group_lists_its_steps(piiscan):
    result = piiscan("train", "--help")
    assert result.code == 0
    assert "corpus" in result.out
    assert "label" in result.out


def test_a_scan_loads_nothing_of_the_training():
    code = "import sys, piiscan.cli.scan, piiscan.run.scan; sys.exit(any(name.startswith('piiscan.train') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense\n", "list.txt:1: 'nonsense' does not begin with pypi:"),
        ("", "nothing of the list"),
        ("dir:nowhere\n", "nothing of the list"),
    ],
)
def test_a_list_that_gives_nothing_is_an_error(piiscan, write, text, said):
    pytest.importorskip("numpy")
    write({"list.txt": text})
    result = piiscan("train", "corpus", "list.txt", "-o", "out")
    assert result.code == 2
    assert said in result.err


def test_unknown_labels_are_named_with_file_and_line(piiscan, write):
    write({"in.jsonl": LINE + LINE.replace("NAME", "PERSON")})
    result = piiscan("train", "convert", "in.jsonl", "-o", "out.jsonl")
    assert result.code == 2
    assert "in.jsonl:2: unknown label 'PERSON'" in result.err
    assert "Ida" not in result.err


def test_a_failed_conversion_writes_nothing(piiscan, write, tree):
    write({"in.jsonl": LINE + "{"})
    assert piiscan("train", "convert", "in.jsonl", "-t", "conll", "-o", "out").code == 2
    assert sorted(each.name for each in tree.iterdir()) == ["in.jsonl"]


def test_the_source_is_not_overwritten(piiscan, write):
    write({"in.jsonl": LINE})
    assert piiscan("train", "convert", "in.jsonl", "-o", "in.jsonl").code == 2


def test_checking_alone_writes_nothing(piiscan, write, tree):
    write({"in.jsonl": LINE})
    result = piiscan("train", "convert", "in.jsonl")
    assert (result.code, result.err.strip()) == (0, "1 documents are sound")
    assert len(list(tree.iterdir())) == 1


def test_from_a_folder_to_windows(piiscan, write, tree):
    pytest.importorskip("faker")
    code = "".join(f"def f{n}(user):\n    name = 'x{n}'\n    return {n}\n\n" for n in range(80))
    write(
        {
            "src/a.py": code,
            "src/AUTHORS": "Zdenka Hornik <zdenka@kolben.cz>\n" * 2,
            "list.txt": "dir:src  # mine\n",
        }
    )
    result = piiscan("train", "corpus", "list.txt", "-o", "corpus")
    assert result.code == 0, result.err
    assert "1 of 1 packages, 2 files" in result.err
    result = piiscan("train", "label", "corpus", "-o", "data", "--windows", "40")
    assert result.code == 0, result.err
    assert sorted(each.name for each in (tree / "data").iterdir()) == [
        "dev.jsonl",
        "manifest.json",
        "pieces",
        "test.jsonl",
        "train.jsonl",
    ]
    assert piiscan("train", "convert", "data/train.jsonl").code == 0
    manifest = json.loads((tree / "data/manifest.json").read_text())
    assert sum(manifest["counts"][part]["windows"] for part in ("train", "dev", "test")) > 10


def test_a_corpus_that_is_not_there_is_one_line(piiscan):
    result = piiscan("train", "label", "nowhere", "-o", "out")
    assert result.code == 2
    assert "cannot read" in result.err


FILE = (
    json.dumps(
        {"id": "f", "group": "pypi:acme", "path": "a.py", "language": "python", "text": "x = 1\nby Ida\n"}
    )
    + "\n"
)
PIECE = json.dumps(
    {
        "id": "p#6",
        "group": "pypi:acme",
        "path": "a.py",
        "language": "python",
        "text": "by Ida",
        "spans": [{"start": 3, "end": 6, "label": "NAME"}],
    }
) + "\n"  # fmt: skip


def test_labels_are_kept_without_their_text_and_laid_again(piiscan, write, tree):
    write({"corpus.jsonl": FILE, "labelled.jsonl": PIECE})
    taken = piiscan("train", "place", "labelled.jsonl", "corpus.jsonl", "--take", "-o", "places.jsonl")
    assert (taken.code, taken.err) == (0, "1 place\n")
    assert "Ida" not in (tree / "places.jsonl").read_text()
    laid = piiscan("train", "place", "places.jsonl", "corpus.jsonl", "-o", "out/laid.jsonl")
    assert (laid.code, laid.err) == (0, "1 document\n")
    record = json.loads((tree / "out" / "laid.jsonl").read_text())
    assert (record["text"], record["spans"]) == ("by Ida", [{"start": 3, "end": 6, "label": "NAME"}])
    assert json.loads((tree / "out" / "manifest.json").read_text())["counts"]["missing"] == 0


def test_a_place_that_is_missing_is_an_error_unless_it_may_be(piiscan, write, tree):
    write({"corpus.jsonl": FILE, "other.jsonl": FILE.replace("x = 1", "x = 2"), "labelled.jsonl": PIECE})
    piiscan("train", "place", "labelled.jsonl", "corpus.jsonl", "--take", "-o", "places.jsonl")
    refused = piiscan("train", "place", "places.jsonl", "other.jsonl", "-o", "laid.jsonl")
    assert refused.code == 2
    assert "a.py of pypi:acme is not in the corpus" in refused.err
    assert not (tree / "laid.jsonl").exists()
    assert piiscan("train", "place", "places.jsonl", "other.jsonl", "-o", "laid.jsonl", "--missing").code == 0
    assert (tree / "laid.jsonl").read_text() == ""


def test_places_are_not_written_over_their_source(piiscan, write, tree):
    write({"corpus.jsonl": FILE, "labelled.jsonl": PIECE})
    assert (
        piiscan("train", "place", "labelled.jsonl", "corpus.jsonl", "--take", "-o", "labelled.jsonl").code
        == 2
    )
    assert (tree / "labelled.jsonl").read_text() == PIECE
