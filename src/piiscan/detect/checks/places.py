"""When a person was born and where they live."""

from __future__ import annotations

import re

from piiscan.compiled import regex
from piiscan.detect.candidate import Candidate

_NUMBERS = regex(rb"\d+")


def birth_date(candidate: Candidate, argument: str) -> bool:
    """A day on which somebody living may have been born; the first of January stands for any."""
    parts = [int(part) for part in _NUMBERS.findall(candidate.reveal())]
    year = max(parts)
    rest = [part for part in parts if part != year] or parts
    if not 1905 <= year <= 2024 or len(parts) != 3 or min(parts) < 1:
        return False
    if max(rest) > 31 or min(rest) > 12:
        return False
    return max(rest) > 1


def coordinate(candidate: Candidate, argument: str) -> bool:
    """A latitude or longitude fine enough for a house: four decimals that are not all alike."""
    value = candidate.reveal()
    whole, _, decimals = value.lstrip(b"+-").partition(b".")
    limit = 90 if candidate.group("key").lower().startswith(b"lat") else 180
    if int(whole) > limit or (int(whole) == 0 and decimals.startswith(b"000")):
        return False
    plain = decimals.rstrip(b"0")
    return len(plain) >= 4 and len(set(plain)) >= 3 and b"1234" not in plain


_STOCK_STREET = regex(
    rb"\b(?:1?123|1234|12345|111|100|1|42|99|999) (?:main|fake|any|some|first|example|test|elm|street|high|sesame)\b|fake st|any ?street|sesame|"
    rb"\d{1,3} jump|1600 (?:penn|amphi)|infinite loop|evergreen terrace|baker st|privet drive|downing|51 franklin|59 temple|675 mass|franklin st|temple place|"
    rb"musterstra|mustermann|beispielstra|teststra|hauptstr[^\n]{0,10}\b1\b|second street|spring street",
    re.IGNORECASE,
)


def street(candidate: Candidate, argument: str) -> bool:
    """A house number and a street; the ones that everyone writes are dropped, as are licences' addresses."""
    if candidate.file.is_licence or candidate.file.is_translation:
        return False
    return not _STOCK_STREET.search(candidate.reveal())
