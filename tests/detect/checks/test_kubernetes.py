"""Values of a Kubernetes Secret: only under its `data`, and judged by what they decode to."""

from __future__ import annotations

import base64
import json

import pytest

from piiscan.catalog.load import build_catalog, builtin_files
from piiscan.detect.detector import Detector
from piiscan.types import Status

DETECTOR = Detector(
    [rule for rule in build_catalog(builtin_files()).rules if rule.family == "secrets/kubernetes-secret"],
    engine="python",
)
HEAD = "apiVersion: v1\nkind: Secret\ntype: Opaque\n"


def b64(text: bytes) -> str:
    return base64.b64encode(text).decode()


PASSWORD = b64(b"Kx8-ruhrtal.Zu")
KEY = b64(b"kx8Zu9rLq2mTvbn4PwQs7d")


def found(text: str, path: str = "a.yaml") -> list[str]:
    return [
        text[item.start : item.end]
        for item in DETECTOR.scan(text.encode(), path)
        if item.status is Status.LIVE
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"data:\n  password: {PASSWORD}\n",
        f"kind: ConfigMap\ndata:\n  password: {PASSWORD}\n",
        f"kind: SecretList\ndata:\n  password: {PASSWORD}\n",
        f"{HEAD}stringData:\n  password: {PASSWORD}\n",
        f"{HEAD}metadata:\n  annotations:\n    password: {PASSWORD}\n",
        f"{HEAD}---\nkind: ConfigMap\ndata:\n  password: {PASSWORD}\n",
        f"kind: ConfigMap\ndata:\n  password: {PASSWORD}\n---\n{HEAD}",
        f"{HEAD}data:\n  user: {PASSWORD}\n",
        f"{HEAD}data:\n  password-hint: {PASSWORD}\n",
        f"{HEAD}data:\n  password: {b64(b'<password>')}\n",
        f"{HEAD}data:\n  password: {b64(b'changeme')}\n",
        f"{HEAD}data:\n  password: {b64(b'x')}\n",
        f"{HEAD}data:\n  password: {PASSWORD[:-1]}\n",
        f"{HEAD}data:\n  password: {{{{ .Values.password }}}}\n",
        f"{HEAD}data:\n  password: {b64(bytes(range(128, 148)))}\n",
        f"{HEAD}data:\n  token: {b64(b'demo-token')}\n",
        json.dumps({"kind": "Secret", "stringData": {"password": PASSWORD}}),
    ],
)
def test_what_is_none(text: str):
    assert found(text) == []


def test_other_files_are_left_alone():
    assert found(f"{HEAD}data:\n  password: {PASSWORD}\n", "a.py") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"{HEAD}data:\n  password: {PASSWORD}\n", PASSWORD),
        (f"{HEAD}data:\r\n  password: {PASSWORD}\r\n".replace("\n", "\r\n"), PASSWORD),
        (f"data:\n  password: {PASSWORD}\n{HEAD}", PASSWORD),
        (f'{HEAD}data:\n  user: eA==\n  # said so\n  db_password: "{PASSWORD}"\n', PASSWORD),
        (f"{HEAD}data:\n  password: {b64(b'Kx8-ruhrtal.Zu' + chr(10).encode())}\n", b64(b"Kx8-ruhrtal.Zu\n")),
        (f"kind: ConfigMap\n---\n{HEAD}data:\n    api-token: {KEY}\n", KEY),
        (f"- kind: Secret\n  data:\n    api-token: {KEY}\n", KEY),
        (json.dumps({"kind": "Secret", "data": {"password": PASSWORD}}), PASSWORD),
    ],
)
def test_what_is_one(text: str, value: str):
    assert found(text) == [value]
