"""Counts the word pieces that `piiscan.detect.words` knows: python benchmarks/word_pieces.py DIR... > src/piiscan/detect/word_pieces.txt

A piece is a word of 3 to 8 letters that stands in at least eight files; the most widespread 5,000 are kept.
Made from Python 3.11's standard library (tests left out) and the documentation of django 5.2.19: words, no text.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter

WORD = re.compile(rb"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
SUFFIXES = (".py", ".txt", ".rst", ".md")


def main(roots: list[str]) -> None:
    files: Counter[bytes] = Counter()
    for root in roots:
        for folder, folders, names in os.walk(root):
            folders[:] = sorted(set(folders) - {"test", "tests", "site-packages", "idlelib", "__pycache__"})
            for name in names:
                if name.endswith(SUFFIXES):
                    with open(os.path.join(folder, name), "rb") as handle:
                        words = {word.lower() for word in WORD.findall(handle.read())}
                    files.update(word for word in words if 3 <= len(word) <= 8)
    common = sorted(word for word, count in files.most_common(5000) if count >= 8)
    print("#made-by:benchmarks/word_pieces.py")
    print(b"\n".join(common).decode())


if __name__ == "__main__":
    main(sys.argv[1:])
