"""What `piiscan mask` leaves alone: owners of repositories, addresses that are nobody's, and what `keep` is for."""

from __future__ import annotations

from pathlib import Path

import pytest

import piiscan as library
from canary import EMAIL, LINES, SECRETS
from piiscan.run.workers import WORTH_A_PROCESS

from .conftest import Piiscan, Write

OWNER = "gretehermann"
IMPORTS = {
    "main.go": f'package main\n\nimport "github.com/{OWNER}/ring"\n\nvar to = "{EMAIL}"\n',
    "go.mod": f"module x\n\nrequire github.com/{OWNER}/ring v1.2.0\n",
    "go.sum": f"github.com/{OWNER}/ring v1.2.0 h1:x=\n",
    "README.md": f"See https://github.com/{OWNER}/ring.git and git@gitlab.com:{OWNER}/tops.git\n",
}


def content(tree: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in tree.iterdir()}


def masked(**more: str) -> dict[str, str]:
    return {**IMPORTS, "main.go": IMPORTS["main.go"].replace(EMAIL, "<EMAIL>"), **more}


def test_without_owners_nothing_is_said(piiscan: Piiscan, write: Write):
    write({"a.py": LINES["EMAIL"]})
    assert "left as they are" not in piiscan("mask", ".").err


@pytest.mark.parametrize("options", [(), ("--transaction",), ("--jobs", "1")])
def test_imports_and_links_lead_where_they_led(
    piiscan: Piiscan, write: Write, tree: Path, options: tuple[str, ...]
):
    write(IMPORTS)
    result = piiscan("mask", ".", *options)
    assert (result.code, result.out) == (0, "masked main.go: 1 finding\n")
    assert "5 left as they are" in result.err
    assert content(tree) == masked()


def test_a_preview_shows_no_owner(piiscan: Piiscan, write: Write):
    write({"go.mod": IMPORTS["go.mod"]})
    result = piiscan("mask", ".", "--diff")
    assert (result.code, result.out) == (0, "")


@pytest.mark.parametrize("selector", ["USERNAME", "PII306", "PII3", "ALL"])
def test_a_policy_that_names_them_masks_them(piiscan: Piiscan, write: Write, tree: Path, selector: str):
    write(IMPORTS)
    result = piiscan("mask", ".", "--policy", f"{selector}=placeholder")
    assert result.code == 0
    assert "left as they are" not in result.err
    assert not any(OWNER in text for text in content(tree).values())


def test_the_policy_for_all_is_not_for_them(piiscan: Piiscan, write: Write, tree: Path):
    write(IMPORTS)
    assert piiscan("mask", ".", "--policy", "stars").code == 0
    assert {name: text for name, text in content(tree).items() if name != "main.go"} == {
        name: text for name, text in IMPORTS.items() if name != "main.go"
    }
    assert EMAIL not in content(tree)["main.go"]


def test_keep_leaves_all_but_what_has_another_policy(piiscan: Piiscan, write: Write, tree: Path):
    text = f"{LINES['EMAIL']}\n{LINES['PASSWORD']}\n"
    write({"a.py": text})
    result = piiscan("mask", ".", "--policy", "keep", "--policy", "EMAIL=placeholder")
    assert result.code == 0
    assert "1 left as they are" in result.err
    assert content(tree) == {"a.py": text.replace(EMAIL, "<EMAIL>")}


def test_keep_alone_changes_nothing(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": LINES["EMAIL"]})
    assert "Nothing to mask" in piiscan("mask", ".", "--policy", "keep").err
    assert content(tree) == {"a.py": LINES["EMAIL"]}


def test_with_a_policy_that_counts_they_stay_too(piiscan: Piiscan, write: Write, tree: Path):
    write(IMPORTS)
    result = piiscan("mask", ".", "--policy", "numbered")
    assert "5 left as they are" in result.err
    assert content(tree) == {**masked(), "main.go": IMPORTS["main.go"].replace(EMAIL, "<EMAIL_1>")}


@pytest.mark.parametrize("policy", ["placeholder", "numbered"])
def test_many_files_in_processes_count_each_once(piiscan: Piiscan, write: Write, tree: Path, policy: str):
    write({f"{number:03}.mod": IMPORTS["go.mod"] for number in range(WORTH_A_PROCESS + 20)})
    result = piiscan("mask", ".", "--jobs", "2", "--policy", policy)
    assert (result.code, result.out) == (0, "")
    assert f"{WORTH_A_PROCESS + 20} left as they are" in result.err


@pytest.mark.parametrize(("name", "is_kept"), [("package-lock.json", True), ("people.json", False)])
def test_persons_in_lock_files_stay(piiscan: Piiscan, write: Write, tree: Path, name: str, is_kept: bool):
    text = '{"home": "/home/' + "ada.krieger" + '/x", "mail": "' + EMAIL + '"}\n'
    write({name: text})
    assert piiscan("mask", ".", "--include", "licence").code == 0
    assert ("ada.krieger" in content(tree)[name]) is is_kept
    assert EMAIL not in content(tree)[name]


def test_the_library_keeps_them(piiscan: Piiscan):
    data = (IMPORTS["main.go"] + LINES["PASSWORD"]).encode()
    result = library.mask_bytes(data, "main.go")
    assert OWNER.encode() in result.data
    assert SECRETS["PASSWORD"].encode() not in result.data


def test_a_filter_keeps_them(piiscan: Piiscan):
    result = piiscan("filter", stdin=IMPORTS["main.go"].encode())
    assert OWNER in result.out
    assert EMAIL not in result.out


HOST = "81.3.27." + "33"
NOBODYS = (
    "net = '10.1.0.0/16'\nhost = '192.168.7.20'\ndns = ['8.8.8.8', '2001:4860:4860::8888', 'fd12:3456::1']\n"
)


@pytest.mark.parametrize("options", [(), ("--jobs", "1"), ("--policy", "fake")])
def test_addresses_that_are_nobodys_stay(
    piiscan: Piiscan, write: Write, tree: Path, options: tuple[str, ...]
):
    write({"a.py": f"{NOBODYS}mine = '{HOST}'\n"})
    result = piiscan("mask", ".", *options)
    assert result.code == 0
    assert "5 left as they are, IP addresses of private networks" in result.err
    assert content(tree)["a.py"].startswith(NOBODYS)
    assert HOST not in content(tree)["a.py"]


@pytest.mark.parametrize("selector", ["IP_ADDRESS", "PII2", "ALL"])
def test_a_policy_that_names_addresses_masks_them(piiscan: Piiscan, write: Write, tree: Path, selector: str):
    write({"a.py": NOBODYS})
    result = piiscan("mask", ".", "--policy", f"{selector}=placeholder")
    assert "left as they are" not in result.err
    assert content(tree)["a.py"] == (
        "net = '240.0.0.0/16'\nhost = '192.0.2.1'\ndns = ['192.0.2.1', '2001:db8::1', '2001:db8::1']\n"
    )


def test_addresses_that_a_configuration_calls_grave_are_masked(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": NOBODYS, "piiscan.toml": '[severity]\nPII202 = "error"\n'})
    result = piiscan("mask", "a.py")
    assert "3 left as they are" in result.err
    assert "10.1.0.0" not in content(tree)["a.py"]
    assert "192.168.7.20" not in content(tree)["a.py"]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("placeholder", ["192.0.2.0/24", "192.0.2.0/24", "240.0.0.0/12", "192.0.2.1/24"]),
        ("numbered", ["192.0.2.0/24", "198.51.100.0/24", "240.0.0.0/12", "192.0.2.1/24"]),
    ],
)
def test_networks_stay_networks(piiscan: Piiscan, write: Write, tree: Path, policy: str, expected: list[str]):
    found = ["81.3.27.0/24", "81.3.28.0/24", "81.16.0.0/12", f"{HOST}/24"]
    write({"a.txt": "".join(f"allow {each} through\n" for each in found)})
    piiscan("mask", ".", "--policy", policy)
    assert content(tree)["a.txt"] == "".join(f"allow {each} through\n" for each in expected)
    again = piiscan("mask", ".", "--policy", policy)
    assert "Nothing to mask" in again.err


def test_networks_that_are_keys_stay_apart_and_networks(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.json": '{"81.3.27.0/24": 1, "81.3.28.0/24": 2, "81.16.0.0/12": 3, "81.32.0.0/12": 4}\n'})
    piiscan("mask", ".")
    assert content(tree)["a.json"] == (
        '{"192.0.2.0/24": 1, "198.51.100.0/24": 2, "240.0.0.0/12": 3, "248.0.0.0/12": 4}\n'
    )


def test_routes_that_are_wider_than_any_network_are_not_found(piiscan: Piiscan, write: Write):
    write({"a.txt": "route 128.0.0.0/1 and 64.0.0.0/2 and 96.0.0.0/3\n"})
    assert "All clean" in piiscan("scan", ".", "--show-notes").err
