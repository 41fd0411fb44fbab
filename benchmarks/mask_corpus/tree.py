"""The tree that is masked: real files that parse, with values planted, and still parse; and a list of what is in it."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import random
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from mask_corpus import packages, parsers
from mask_corpus.insert import Planted
from mask_corpus.planting import plant


class File(NamedTuple):
    path: str
    format: str
    shape: str
    """With the values in it."""
    planted: list[Planted]


class _Task(NamedTuple):
    archive: Path
    formats: dict[str, str]
    """Name in the archive → format."""
    tree: Path
    seed: int


def make(folder: Path, archives: list[Path], seed: int, jobs: int, most: int) -> Counter[str]:
    """Writes ``tree`` and ``manifest.jsonl`` below ``folder``; counts what was left out, and why."""
    tree, manifest = folder / "tree", folder / "manifest.jsonl"
    shutil.rmtree(tree, ignore_errors=True)
    manifest.unlink(missing_ok=True)
    tree.mkdir(parents=True)
    left_out: Counter[str] = Counter()
    seen: set[str] = set()
    chosen = packages.members(archives, seed, most)
    tasks = [
        _Task(file, {each.name: each.format for each in chosen[file.name]}, tree, seed)
        for file in archives
        if file.name in chosen
    ]
    tasks.sort(key=lambda task: -len(task.formats))
    lines = []
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for files, skipped in pool.imap_unordered(_make_one, tasks):
            left_out.update(skipped)
            for digest, file in files:
                if digest in seen:
                    left_out["the same bytes twice"] += 1
                    (tree / file.path).unlink()
                    continue
                seen.add(digest)
                lines.append(json.dumps(file))
    manifest.with_suffix(".new").write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")
    manifest.with_suffix(".new").rename(manifest)
    return left_out


def _make_one(task: _Task) -> tuple[list[tuple[str, File]], Counter[str]]:
    files, skipped = [], Counter[str]()
    for name, data in packages.contents(task.archive, set(task.formats)):
        kind = task.formats[name]
        try:
            parsers.shape(kind, data)
        except ValueError:
            skipped[f"{kind}: does not parse as it is"] += 1
            continue
        result = plant(kind, data, random.Random(f"{task.seed} {name}"))  # noqa: S311 - inputs, not secrets
        if result is None:
            skipped[f"{kind}: no place for a value, or none that parses"] += 1
            continue
        path = f"{task.archive.name.split('-py3')[0]}/{name}"
        target = task.tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(result[0])
        file = File(path, kind, parsers.shape(kind, result[0]), result[1])
        files.append((hashlib.blake2b(data, digest_size=16).hexdigest(), file))
    return files, skipped


def load(folder: Path) -> list[File]:
    with open(folder / "manifest.jsonl", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        File(path, kind, shape, [Planted(kind_, place, tuple(forms)) for kind_, place, forms in planted])
        for path, kind, shape, planted in rows
    ]


def sample(files: Iterable[File], count: int, seed: int) -> list[File]:
    """``count`` of them, of each format as many as can be, in a fixed order."""
    by_format: dict[str, list[File]] = {}
    for file in files:
        by_format.setdefault(file.format, []).append(file)
    drawn = random.Random(seed)  # noqa: S311 - inputs, not secrets
    for found in by_format.values():
        drawn.shuffle(found)
    result: list[File] = []
    while len(result) < count and any(by_format.values()):
        for found in by_format.values():
            if found and len(result) < count:
                result.append(found.pop())
    return sorted(result)
