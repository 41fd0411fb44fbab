"""From a corpus to windows."""

from __future__ import annotations

import pytest

from piiscan.errors import DataError
from piiscan.train import records
from piiscan.train.labelling import Options, make
from piiscan.train.manifest import load
from piiscan.train.records import Document

pytest.importorskip("faker")


@pytest.fixture
def corpus(tmp_path):
    code = "".join(
        f"def function_{n}(value, user):\n    timeout = 'slow'\n    return value * {n}  # {n}\n\n"
        for n in range(60)
    )
    documents = [
        Document(f"{g}/{name}", f"pypi:p{g}", name, language, code + f"# {g} {name}\n", complete=False)
        for g in range(6)
        for name, language in (("a.py", "python"), ("b.js", "javascript"))
    ]
    path = tmp_path / "corpus.jsonl.gz"
    records.write(path, documents)
    return str(path)


def run(corpus, folder, **options):
    return make(
        Options(corpus, str(folder), windows=120, seed=1, fractions={"train": 0.5, "dev": 0.5}, **options),
        lambda *_: None,
    )


def test_an_empty_corpus_is_refused(tmp_path):
    records.write(tmp_path / "c.jsonl", [])
    with pytest.raises(DataError, match="no documents"):
        run(str(tmp_path / "c.jsonl"), tmp_path / "o")


def test_the_parts_share_no_package_and_every_label_holds(tmp_path, corpus):
    manifest = run(corpus, tmp_path / "o")
    train, dev = (list(records.read(tmp_path / "o" / f"{part}.jsonl")) for part in ("train", "dev"))
    assert {d.group for d in train} & {d.group for d in dev} == set()
    assert len(train) == manifest.counts["train"]["windows"] > 30
    assert len({d.id for d in train + dev}) == len(train + dev)
    kinds = {d.origin.partition(":")[0] for d in train}
    assert {"plain", "negative", "synthetic", "sheet"} <= kinds
    assert all(d.complete for d in train)
    assert load(tmp_path / "o")["inputs"][0]["sha256"]


def test_most_windows_hold_no_value(tmp_path, corpus):
    counts = run(corpus, tmp_path / "o").counts["train"]
    assert counts["with_values"] <= 0.45 * counts["windows"]


def test_the_same_seed_gives_the_same_bytes_and_a_killed_run_goes_on(tmp_path, corpus):
    run(corpus, tmp_path / "o")
    before = (tmp_path / "o/train.jsonl").read_bytes()
    run(corpus, tmp_path / "again")
    assert (tmp_path / "again/train.jsonl").read_bytes() == before
    piece = next((tmp_path / "o/pieces").glob("*.jsonl.gz"))
    piece.unlink()
    (tmp_path / "o/train.jsonl").unlink()
    run(corpus, tmp_path / "o")
    assert (tmp_path / "o/train.jsonl").read_bytes() == before


def test_without_synthesis_whole_files_come_out(tmp_path, corpus):
    run(corpus, tmp_path / "o", synthesize=False)
    documents = [d for part in ("train", "dev") for d in records.read(tmp_path / "o" / f"{part}.jsonl")]
    assert len(documents) == 12
    assert all(d.origin == "silver" for d in documents)
