"""What masking does about archives and documents: it looks into them, and says what it leaves there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from piiscan.cli.output import complain
from piiscan.report.escape import visible
from piiscan.report.summary import plural
from piiscan.run.mask import Masker
from piiscan.run.scan import scan
from piiscan.run.workers import Job
from piiscan.sources.containers.entry import InsideEntry
from piiscan.sources.containers.naming import SEPARATOR
from piiscan.sources.entry import Entry, FileEntry
from piiscan.types import Notice


def apart(found: Iterable[Entry | Notice], aside: list[Entry]) -> Iterator[Entry | Notice]:
    """``found``, with files as files; those that are opened go ``aside``."""
    for item in found:
        if not isinstance(item, InsideEntry):
            yield item
        elif item.is_opened():
            aside.append(item)
        else:
            yield FileEntry(item.path, item.location)


def say_left(aside: Sequence[Entry], job: Job, masker: Masker) -> int:
    """How many findings there are in ``aside``, which nobody rewrites; said on standard error where there are any."""
    result = scan(job, iter(aside))
    masker.notices += result.notices
    masker.totals.add(result.totals)
    every = [part for item in result.findings for part in (item, *item.related)]
    left = [item for item in every if item.severity >= masker.floor]
    if left:
        files = sorted({item.path.split(SEPARATOR)[0] for item in left})
        where = plural(len(files), "archive or document", "archives and documents")
        first = visible(files[0]) if len(files) == 1 else f"the first is {visible(files[0])}"
        complain(
            f"piiscan: {plural(len(left), 'finding')} not masked in {where}: {first}; piiscan does not write into them"
        )
    return len(left)
