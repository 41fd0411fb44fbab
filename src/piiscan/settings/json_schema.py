"""The JSON Schema of a configuration file, made from the keys that validation itself uses.

It is for editors, and a little wider than validation: whether a selector names a rule, and whether a pattern is
one, only a run tells.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from piiscan.settings import policies
from piiscan.settings import values as v
from piiscan.settings.model import MOST
from piiscan.settings.schema import KEYS, Key
from piiscan.settings.selector import ALL
from piiscan.types import Category

Schema = dict[str, object]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Schema = {"type": "string", "pattern": "^[^\\u0000]*$"}


def document(formats: Sequence[str]) -> Schema:
    """The schema of ``piiscan.toml``, and of ``[tool.piiscan]``. ``formats`` are the names that `-o` knows."""
    return {
        "$schema": DRAFT,
        "$id": "urn:piiscan:schema:configuration:1",
        "title": "piiscan configuration",
        "description": "piiscan.toml, .piiscan.toml, or the table tool.piiscan of pyproject.toml",
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: _property(key, formats) for key in KEYS},
        "$defs": {
            "selector": {
                "description": "ALL, a category, a rule's code, the beginning of one, or a rule's id.",
                "anyOf": [{"enum": [ALL, *sorted(each.value for each in Category)]}, _TEXT],
            },
            "severity": _words(v.SEVERITIES.words),
            "policy": {
                "description": "What a masked value becomes.",
                "anyOf": [{"enum": list(policies.WORDS)}, {"type": "string", "pattern": _template()}],
            },
        },
    }


def text(formats: Sequence[str]) -> str:
    """As `document`, as a file holds it."""
    return json.dumps(document(formats), indent=2) + "\n"


def _property(key: Key, formats: Sequence[str]) -> Schema:
    # One goes to standard output, and the names of files belong on the command line: see `files`.
    own = (
        {**_list({"enum": list(formats)}), "maxItems": 1}
        if key.kind is v.FORMATS
        else _KINDS.get(key.kind, {})
    )
    return {"description": key.doc, "default": key.default, **own}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _words(words: Sequence[str]) -> Schema:
    return {"enum": list(words)}


def _template() -> str:
    """The texts that `policies.complaint` has nothing against, as a regular expression of ECMA-262."""
    edges = rf"(?! )(?!.* $)(?!.*//)(?=.{{1,{policies.LONGEST}}}$)"
    # Python's `$` matches before a last line break as well.
    return rf"^{policies.TEMPLATE}{edges}(?:{policies.PLAIN}|{policies.FIELD})+$(?!\n)"


_SELECTOR: Schema = {"$ref": "#/$defs/selector"}
_SEVERITY: Schema = {"$ref": "#/$defs/severity"}
_POLICY: Schema = {"$ref": "#/$defs/policy"}


def _table(entries: Schema) -> Schema:
    return {"type": "object", "propertyNames": _TEXT, "additionalProperties": entries}


_KINDS: dict[v.Kind, Schema] = {
    v.BOOLEAN: {"type": "boolean"},
    v.PATH: _TEXT,
    v.FRACTION: {"type": "number", "minimum": 0, "maximum": 1},
    v.JOBS: {"type": "integer", "minimum": 0, "maximum": v.MOST_JOBS},
    v.SELECTORS: _list(_SELECTOR),
    v.PATTERNS: _list(_TEXT),
    v.PATHS: _list(_TEXT),
    v.PRESET: _words(v.PRESET.words),
    v.DEVICE: _words(v.DEVICE.words),
    v.FAIL_ON: _words(v.FAIL_ON.words),
    v.STATUSES: _list(_words(v.STATUS_WORDS)),
    v.MODEL: {"anyOf": [_words(v.MODEL_WORDS), _TEXT]},
    v.SEVERITIES: _table(_SEVERITY),
    v.IGNORES_BY_PATTERN: _table(_list(_SELECTOR)),
    v.INSIDE: _list(_words(v.INSIDE_WORDS)),
    v.LIMITS: {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {"type": "integer", "minimum": 1, "maximum": most}
            for name, most in zip(v.LIMIT_WORDS, MOST, strict=True)
        },
    },
    v.MASK: {
        "type": "object",
        "additionalProperties": False,
        "properties": {"policy": _POLICY, "policies": _table(_POLICY)},
    },
}
