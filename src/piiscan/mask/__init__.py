"""Rewrites found values: placeholders, splicing, atomic writes; `diff` previews them and shows no value.

state = FileState.of(location)              # before the scan
edits = plan(findings, file_reader(handle), encoding="utf-8")
rewrite_file(location, edits, expected=state)
"""

from piiscan.detect.written import PLACEHOLDER_PATTERN
from piiscan.mask.files.state import FileState
from piiscan.mask.files.write import rewrite_file
from piiscan.mask.plan import Reader, bytes_reader, file_reader, plan
from piiscan.mask.policies.placeholder import is_placeholder, replacement
from piiscan.mask.splice import Edit, splice, splice_stream
from piiscan.mask.syntax.context import Style, style_for

__all__ = [
    "PLACEHOLDER_PATTERN",
    "Edit",
    "FileState",
    "Reader",
    "Style",
    "bytes_reader",
    "file_reader",
    "is_placeholder",
    "plan",
    "replacement",
    "rewrite_file",
    "splice",
    "splice_stream",
    "style_for",
]
