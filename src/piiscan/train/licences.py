"""The licence of a package, as its own files tell it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_TEXTS = (
    ("Apache-2.0", "apache license, version 2.0"),
    ("Apache-2.0", "apache license\n"),
    ("AGPL", "gnu affero general public license"),
    ("LGPL", "gnu lesser general public license"),
    ("LGPL", "gnu library general public license"),
    ("GPL", "gnu general public license"),
    ("MPL-2.0", "mozilla public license"),
    ("MIT", "permission is hereby granted, free of charge"),
    ("BSD", "redistribution and use in source and binary forms"),
    ("ISC", "permission to use, copy, modify, and/or distribute this software"),
    ("Artistic", "artistic license"),
    ("Unlicense", "this is free and unencumbered software"),
)


def licence_of(files: Mapping[str, str]) -> str:
    """From paths and texts: SPDX words or the author's own, ``and`` between several; empty where nothing says it."""
    for path in sorted(files, key=lambda each: (each.count("/"), each)):
        name = path.rpartition("/")[2]
        found = ""
        if name == "PKG-INFO":
            found = (
                _field(files[path], "License-Expression")
                or _field(files[path], "License")
                or _classifier(files[path])
            )
        elif path == "package.json":
            found = _npm(files[path])
        elif path == "debian/copyright":
            words = re.findall(r"^License: *(\S.{0,60}?) *$", files[path], re.MULTILINE)
            found = " and ".join(sorted(set(words)))[:200]
        if found and found.upper() != "UNKNOWN":
            return found
    for path in sorted(files, key=lambda each: (each.count("/"), each)):
        if re.match(r"(?:.*/)?(?:licen[cs]e|copying|copyright)[^/]*$", path, re.IGNORECASE):
            text = files[path].lower()
            for name, sign in _TEXTS:
                if sign in text:
                    return name
    return ""


def _field(text: str, name: str) -> str:
    found = re.search(rf"^{name}: *(\S.{{0,60}}?) *$", text.partition("\n\n")[0], re.MULTILINE)
    return found[1] if found else ""


def _classifier(text: str) -> str:
    return " and ".join(
        re.findall(r"^Classifier: License :: (?:OSI Approved :: )?(.+?) *$", text, re.MULTILINE)
    )


def _npm(text: str) -> str:
    try:
        licence = json.loads(text).get("license", "")
    except (ValueError, AttributeError):
        return ""
    return str(licence.get("type", "")) if isinstance(licence, dict) else str(licence)[:200]
