"""The vocabulary: byte-pair merges over the words of a corpus, in small letters.

Merging stays inside the parts that the tokenizer cuts, so a piece never spans a change of case, a digit or a
mark; what is spelled out of a random run counts no more than its head.
"""

from __future__ import annotations

import heapq
import string
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path

from piiscan.errors import DataError
from piiscan.model.pieces import SPECIALS
from piiscan.model.tokenizer import LONGEST, Tokenizer, plain_parts
from piiscan.train.records import atomic

VOCABULARY = "vocab.txt"

#: Marks that code and credits are full of; the rest are <symbol>.
_MARKS = tuple(chr(code) for code in range(33, 127) if not chr(code).isalnum()) + tuple("©®™°§¶«»¿¡€£¥→✓")
#: One piece in so many is a number: years, ports, version parts.
_NUMBERS = 20
#: Rarer parts are noise, and most of the time it takes.
_RAREST = 2


def count_parts(texts: Iterable[str], *, collapse: bool = True) -> Counter[str]:
    """How often each part stands in ``texts``."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(plain_parts(text, collapse=collapse))
    return counts


def learn(counts: Mapping[str, int], size: int) -> list[str]:
    """A vocabulary of ``size`` pieces, special ones first; the same counts give the same list.

    Raises ``DataError`` where ``size`` leaves no room for words, or the counts have not enough of them.
    """
    alphabet = [*SPECIALS, *string.ascii_lowercase, *string.digits, *_MARKS]
    numbers = sorted(
        ((-count, part) for part, count in counts.items() if part.isdigit() and 1 < len(part) <= 4)
    )
    pieces = [*alphabet, *(part for _, part in numbers[: size // _NUMBERS])]
    if size <= len(pieces):
        raise DataError(f"a vocabulary of {size} pieces has no room for words: take more than {len(pieces)}")
    words = {part: n for part, n in counts.items() if part.isalpha() and n >= _RAREST and len(part) <= 64}
    pieces += _merges(words, size - len(pieces))
    return pieces


def _merges(words: Mapping[str, int], room: int) -> list[str]:
    """Up to ``room`` pieces made by joining the pair of neighbours that is most frequent, again and again."""
    spelled = {word: list(word) for word in sorted(words)}
    pairs: Counter[tuple[str, str]] = Counter()
    where: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for word, parts in spelled.items():
        for pair in pairwise(parts):
            pairs[pair] += words[word]
            where[pair].add(word)
    heap = [(-count, pair) for pair, count in pairs.items()]
    heapq.heapify(heap)
    made: dict[str, None] = {}
    while heap and len(made) < room:
        count, pair = heapq.heappop(heap)
        if -count != pairs[pair] or count == 0 or len(pair[0]) + len(pair[1]) > LONGEST:
            continue
        made["".join(pair)] = None
        changed = set()
        for word in where.pop(pair):
            before = spelled[word]
            after = _joined(before, pair)
            spelled[word] = after
            for old in pairwise(before):
                pairs[old] -= words[word]
                changed.add(old)
            for new in pairwise(after):
                pairs[new] += words[word]
                where[new].add(word)
                changed.add(new)
        for each in changed:
            if pairs[each] > 0:
                heapq.heappush(heap, (-pairs[each], each))
    return list(made)


def _joined(parts: list[str], pair: tuple[str, str]) -> list[str]:
    result = []
    index = 0
    while index < len(parts):
        if tuple(parts[index : index + 2]) == pair:
            result.append(pair[0] + pair[1])
            index += 2
        else:
            result.append(parts[index])
            index += 1
    return result


def write_vocabulary(path: Path, vocabulary: tuple[str, ...] | list[str]) -> None:
    """One piece a line."""
    with atomic(path) as stream:
        stream.writelines(piece + "\n" for piece in vocabulary)


def read_vocabulary(path: Path) -> tuple[str, ...]:
    """Raises ``DataError`` where there is none."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise DataError(f"{path}: no vocabulary; `piiscan train tokenizer` makes one") from None
    pieces = tuple(text.split("\n")[:-1])
    try:
        Tokenizer(pieces)
    except ValueError as error:
        raise DataError(f"{path}: {error}") from None
    return pieces
