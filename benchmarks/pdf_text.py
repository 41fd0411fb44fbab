"""Which library reads the text of PDFs for `--inside documents`: CPU time and memory of three, each in a process of its own.

    pip install pypdf pypdfium2 pdfminer.six
    python benchmarks/pdf_text.py FILE.pdf...

Of each file the median of five runs after one; memory is the most that the process had, the library included.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 5


def by_pypdf(path: str) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def by_pdfium(path: str) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def by_pdfminer(path: str) -> str:
    from pdfminer.high_level import extract_text

    return extract_text(path)


READERS = {"pypdf": by_pypdf, "pdfium": by_pdfium, "pdfminer.six": by_pdfminer}


def measure(name: str, path: str) -> None:
    """In the process of one library: prints what it took."""
    times, text = [], ""
    for _ in range(RUNS + 1):
        begun = time.process_time()
        text = READERS[name](path)
        times.append(time.process_time() - begun)
    found = {
        "seconds": statistics.median(times[1:]),
        "words": sorted(set(text.split())),
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
    }
    print(json.dumps(found))


def main(paths: list[str]) -> None:
    print("| file | library | CPU | memory | words that all have |")
    print("| --- | --- | --- | --- | --- |")
    for path in paths:
        found = {}
        for name in READERS:
            done = subprocess.run(
                [sys.executable, __file__, "--one", name, path], capture_output=True, text=True, check=True
            )
            found[name] = json.loads(done.stdout.splitlines()[-1])
        common = set.intersection(*(set(each["words"]) for each in found.values()))
        for name, each in found.items():
            share = len(common) / max(1, len(each["words"]))
            print(f"| {Path(path).name} | {name} | {each['seconds']:.3f} s | {each['mb']} MB | {share:.1%} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(*sys.argv[2:4])
    else:
        main(sys.argv[1:])
