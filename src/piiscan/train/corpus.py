"""A corpus of source files from pinned packages: fetched, filtered, without duplicates, one document a file."""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from piiscan.errors import DataError
from piiscan.sources.encodings import BINARY, detect
from piiscan.train import records, unpack
from piiscan.train.duplicates import Duplicates
from piiscan.train.language import language_of
from piiscan.train.licences import licence_of
from piiscan.train.manifest import Input, Manifest, load, sha256
from piiscan.train.pinned import Item, KeepOut
from piiscan.train.records import Document
from piiscan.train.registry import Registries

CORPUS = "corpus.jsonl.gz"
PLAIN = "unlabelled.txt"
SEPARATOR = "\n\f\n"
"""Between the files of ``unlabelled.txt``; the form feeds of a file itself are taken out."""

#: Fractions by package, unless the command line says others.
PARTS = {"train": 0.9, "dev": 0.05, "test": 0.05}

Progress = Callable[[str, int, int], None]
Say = Callable[[str], None]

#: Files that say who made the package are always taken: the silver labels come from them.
_CREDITS = re.compile(
    r"(?:^|/)(?:pkg-info|package\.json|authors?|contributors?|credits|thanks|maintainers|\.mailmap|codeowners|setup\.py|setup\.cfg"
    r"|pyproject\.toml|composer\.json|cargo\.toml|meta\.(?:yml|json)|[^/]+\.(?:gemspec|cabal|podspec|rockspec)|description"
    r"|debian/(?:control|copyright|changelog)|licen[cs]e|copying|changes|changelog|\.git/authors)(?:\.(?:md|rst|txt|in))?$",
    re.IGNORECASE,
)
_SIGNALS = re.compile(
    r"passw|secret|token|api_?key|credential|user_?name|\bauthor|copyright|\bthanks|reported by|@\w|\b(?:10|192\.168|172)\.\d+\.\d+"
    r"|phone|account|login|/home/|://[\w.%-]+:[^/\s]+@|\bfrom:|\bTODO\(",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Options:
    """How a corpus is made."""

    output: str
    cache: str
    cap: int = 800_000
    """Characters of one package; more is sampled."""
    largest: int = 120_000
    """Characters of one file; longer files are left out."""
    plain: int = 100_000_000
    """Characters of ``unlabelled.txt``."""
    seed: int = 0
    fractions: dict[str, float] = field(default_factory=lambda: dict(PARTS))


def collect(
    items: Sequence[Item], keep_out: KeepOut, options: Options, progress: Progress, say: Say
) -> Manifest:
    """Make the corpus in ``options.output``. A package done before is not fetched again.

    What cannot be had is said and noted in the manifest; ``DataError`` where nothing is left.
    """
    manifest = Manifest("corpus", {"cap": options.cap, "largest": options.largest}, seed=options.seed)
    registries = Registries(options.cache)
    for number, item in enumerate(items):
        progress(item.group, number, len(items))
        if keep_out.covers(item.name):
            manifest.notes.append(f"{item.pin}: on the keep-out list")
            say(manifest.notes[-1])
            continue
        try:
            manifest.inputs.append(_part(item, keep_out, registries, options, say))
        except DataError as error:
            manifest.notes.append(error.message)
            say(error.message)
    if not manifest.inputs:
        raise DataError("nothing of the list could be taken")
    _assemble(items, manifest, options)
    manifest.write(options.output)
    return manifest


def _part(item: Item, keep_out: KeepOut, registries: Registries, options: Options, say: Say) -> Input:
    """One package as a file of its own, so that a run that was killed goes on where it was."""
    name = re.sub(r"[^\w.+@-]", "_", item.pin)
    folder = os.path.join(options.output, "parts")
    path = os.path.join(folder, name + ".jsonl.gz")
    made = [options.cap, options.largest, options.seed]
    if os.path.exists(path):
        kept = load(folder, name + ".manifest.json")
        if kept["arguments"].get("made") == made:
            return Input(**kept["inputs"][0])
    archives = [] if item.path else registries.archives(item)
    texts, left_out = _texts(_files(item, archives), keep_out, options.largest)
    if not texts:
        raise DataError(f"{item.pin}: no source text in it")
    chosen = _sample(texts, options.cap, f"{options.seed}:{item.group}")
    if len(chosen) < len(texts):
        left_out["over the cap"] = len(texts) - len(chosen)
    source = Input(item.group, item.version, licence_of(texts), " ".join(map(sha256, archives)))
    manifest = Manifest("part", {"made": made}, inputs=[source], counts=dict(left_out), seed=options.seed)
    manifest.write(folder, name + ".manifest.json")
    records.write(path, (_document(item, each, texts[each]) for each in chosen))
    if left_out:
        counts = ", ".join(f"{count} {why}" for why, count in sorted(left_out.items()))
        say(f"{item.pin}: {len(chosen)} files; left out: {counts}")
    return source


def _files(item: Item, archives: Iterable[str]) -> Iterator[unpack.File]:
    if item.registry == "git":
        yield from unpack.files_of_repository(item.path)
    elif item.registry == "dir":
        yield from unpack.files_of_folder(item.path)
    for archive in archives:
        yield from unpack.files_of_archive(archive)


def _texts(
    files: Iterable[unpack.File], keep_out: KeepOut, largest: int
) -> tuple[dict[str, str], Counter[str]]:
    texts: dict[str, str] = {}
    left_out: Counter[str] = Counter()
    for path, data in files:
        text = _decoded(data)
        if keep_out.covers_path(path):
            left_out["kept out"] += 1
        elif text is None or len(text) < 40:
            left_out["binary or empty"] += 1
        elif len(text) > largest and not _CREDITS.search(path):
            left_out["too long"] += 1
        else:
            texts[path] = text[:largest]
    return texts, left_out


def _decoded(data: bytes) -> str | None:
    encoding, mark = detect(data[:8192])
    if encoding == BINARY:
        return None
    try:
        text = data[mark:].decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    return text if "\0" not in text else None


def _sample(texts: dict[str, str], cap: int, seed: str) -> list[str]:
    """Paths up to ``cap`` characters: credits first, then files by turns from those rich in signals and from all."""
    draw = random.Random(seed)  # noqa: S311 - reproducible on purpose
    credits_ = sorted(path for path in texts if _CREDITS.search(path))
    others = sorted(set(texts) - set(credits_))
    draw.shuffle(others)
    rich = sorted(others, key=lambda path: -_density(texts[path]))
    chosen: dict[str, None] = {}
    room = cap
    languages: Counter[str] = Counter()
    by_turns = (path for pair in zip(rich, others, strict=True) for path in pair)
    for path in (*credits_, *by_turns):
        language = language_of(path) or ""
        # Logs, catalogues and pages of HTML would fill a package's share alone.
        tight = language in ("fixture", "html") and languages[language] + len(texts[path]) > cap // 6
        if path not in chosen and len(texts[path]) <= room and not tight:
            chosen[path] = None
            languages[language] += len(texts[path])
            room -= len(texts[path])
    return list(chosen)


def _density(text: str) -> float:
    found = sum(1 for _ in _SIGNALS.finditer(text[:20_000]))
    return min(found, 60) / (len(text[:20_000]) + 400)


def _document(item: Item, path: str, text: str) -> Document:
    language = language_of(path) or ""
    return Document(f"{item.group}/{path}", item.group, path, language, text, complete=False, origin="corpus")


def _assemble(items: Sequence[Item], manifest: Manifest, options: Options) -> None:
    duplicates = Duplicates()
    part_of = records.splitter(options.fractions, options.seed)
    counts: dict[str, Counter[str]] = {"files": Counter(), "characters": Counter(), "languages": Counter()}
    plain_left = options.plain
    plain_path = os.path.join(options.output, PLAIN)
    with (
        records.atomic(os.path.join(options.output, CORPUS)) as corpus,
        records.atomic(plain_path) as plain,
    ):
        for document in _parts(items, manifest, options):
            credit = _CREDITS.search(document.path)
            if duplicates.seen(document.text) and not credit:
                continue
            part = part_of(document.group)
            counts["files"][part] += 1
            counts["characters"][part] += len(document.text)
            counts["languages"][document.language] += 1
            corpus.write(records.dumps(document))
            if part == "train" and plain_left > 0 and not document.path.startswith(".git/"):
                clean = document.text.replace("\f", "").encode("utf-8", "replace").decode()
                plain.write(clean + SEPARATOR)
                plain_left -= len(document.text)
    manifest.counts = {name: dict(counter.most_common()) for name, counter in counts.items()}
    manifest.counts["duplicates"] = {"exact": duplicates.exact, "near": duplicates.near}
    if plain_left <= 0:
        manifest.notes.append(f"{PLAIN}: cut at {options.plain} characters")


def _parts(items: Sequence[Item], manifest: Manifest, options: Options) -> Iterator[Document]:
    taken = {(item.name, item.version) for item in manifest.inputs}
    for item in items:
        if (item.group, item.version) in taken:
            name = re.sub(r"[^\w.+@-]", "_", item.pin) + ".jsonl.gz"
            for document in records.read(os.path.join(options.output, "parts", name)):
                yield replace(document, origin="corpus")
