"""Whether anything is left to mask where masking has written: a look round the edits, in place of a scan of it all.

What a text holds elsewhere was masked, or left on purpose, when it was scanned before. Where it cannot be told from
nearby, the answer is that there may be something, and the whole is scanned.
"""

from __future__ import annotations

from collections.abc import Sequence

from piiscan.detect.detector import Cutout
from piiscan.detect.filekind import may_hold_columns
from piiscan.mask.compose import written
from piiscan.mask.splice import Edit
from piiscan.run.neighbourhood import MARGIN, Region, has_blocks, is_document, regions_of, with_blocks
from piiscan.run.scanner import Scanner
from piiscan.types import Severity

#: So far away an edit may make a rule sure or unsure, or a sign of the gate's, which looks at its own line: what is read
#: there may be read anew.
_TOUCHED = MARGIN + 64
#: What the model reads with it reaches further. More than a stretch does from a sign that is not seen here (`gate.REACH` and
#: `JOIN`, 480), and some lines, so that most stretches lie within; where one does not, all of the text is scanned.
_READ = 640
#: Of a text so much may be looked at in parts; beyond that one look at all of it is quicker, and says more.
_MOST = 0.8


def may_hold_more(
    scanner: Scanner,
    path: str,
    before: bytes,
    data: bytes,
    edits: Sequence[Edit],
    floor: Severity,
    *,
    has_ignores: bool,
) -> bool:
    """Whether a scan of ``data`` may find something from ``floor`` on that is new.

    ``edits`` have made them of ``before``, plain UTF-8 and held as a whole, of which every finding was masked;
    ``has_ignores`` as ``Scanner.has_ignores`` for them.
    """
    # A rule of the user's own may look at everything, the head of a table is far away, and a comment that silences may be gone.
    if has_ignores or scanner.settings.rules or is_document(before, may_hold_columns(path)):
        return True
    margin = MARGIN if scanner.detector.judge is None else _TOUCHED + _READ
    regions = regions_of(data, written(edits), margin)
    if has_blocks(data):
        regions = with_blocks(data, regions)
    if sum(region.end - region.start for region in regions) > _MOST * len(data):
        regions = [Region(0, len(data), regions[0].first, regions[-1].last)]
    for region in regions:
        cutout = Cutout(
            max(0, region.first - _TOUCHED - region.start),
            min(region.end, region.last + _TOUCHED) - region.start,
            region.start > 0,
            region.end < len(data),
        )
        found = scanner.detector.in_cutout(
            data[region.start : region.end], path, cutout, live_only=scanner.live_only
        )
        if found is None or any(scanner.wants(item, path, floor) for item in found):
            return True
    return False
