"""`piiscan scan`: exit codes, which findings count, and where the reports go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from canary import EMAIL, EVERYTHING, KEY_BLOCK, LINES, NAME, TOKEN
from piiscan.report.registry import FORMATS

from .conftest import Piiscan, Write

CLEAN = "x = 1\n"
ERROR, WARNING, NOTE = (LINES[name] + "\n" for name in ("PASSWORD", "EMAIL", "USERNAME"))
CREDIT, STOCK = LINES["NAME"] + "\n", "mail('user@example.com')\n"


def findings(text: str) -> list[dict]:
    return json.loads(text)["findings"]


def paths(text: str) -> list[str]:
    """The files that a concise report names, each once."""
    return list(dict.fromkeys(line.split(":")[0] for line in text.splitlines()))


# The exit code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (CLEAN, {"default": 0, "error": 0, "warning": 0, "note": 0, "never": 0}),
        (CREDIT + STOCK, {"default": 0, "error": 0, "warning": 0, "note": 0, "never": 0}),
        (NOTE, {"default": 0, "error": 0, "warning": 0, "note": 1, "never": 0}),
        (WARNING, {"default": 1, "error": 0, "warning": 1, "note": 1, "never": 0}),
        (ERROR, {"default": 1, "error": 1, "warning": 1, "note": 1, "never": 0}),
    ],
    ids=["clean", "a credit and a placeholder", "a note", "a warning", "an error"],
)
def test_exit_code(piiscan: Piiscan, write: Write, text: str, expected: dict[str, int]):
    write({"a.py": text})
    codes = {word: piiscan("scan", "--fail-on", word).code for word in expected if word != "default"}
    assert codes | {"default": piiscan("scan").code} == expected
    assert piiscan("scan", "--fail-on", "note", "--exit-zero").code == 0


def test_a_configured_severity_decides_the_exit_code_too(piiscan: Piiscan, write: Write):
    write({"a.py": NOTE, "piiscan.toml": "[severity]\nUSERNAME = 'error'\n"})
    assert piiscan("scan", "--fail-on", "error").code == 1
    write({"a.py": ERROR, "piiscan.toml": "[severity]\nPASSWORD = 'note'\n"})
    assert piiscan("scan").code == 0


# What is listed


def test_a_clean_tree_prints_nothing_and_says_so(piiscan: Piiscan, write: Write):
    write({"a.py": CLEAN})
    result = piiscan("scan")
    assert (result.code, result.out) == (0, "")
    assert result.err == f"All clean: 1 file, {len(CLEAN)} B.\n"


def test_quiet_leaves_the_findings_alone(piiscan: Piiscan, write: Write):
    write({"a.py": WARNING})
    loud, quiet = piiscan("scan"), piiscan("scan", "-q")
    assert quiet.err == ""
    assert quiet.out == loud.out != ""


def test_notes_are_counted_until_they_are_asked_for(piiscan: Piiscan, write: Write):
    write({"a.py": NOTE})
    result = piiscan("scan", "-o", "concise")
    assert result.out == ""
    assert "1 note hidden: --show-notes" in result.err
    assert piiscan("scan", "-o", "concise", "--show-notes").out.startswith("a.py:1:13: ")
    assert [item["severity"] for item in findings(piiscan("scan", "-o", "json").out)] == ["note"]


@pytest.mark.parametrize(
    ("include", "labels"),
    [
        ((), []),
        (("--include", "licence"), ["NAME_LICENSE"]),
        (("--include", "placeholder"), ["EMAIL_EXAMPLE"]),
        (("--include", "licence,placeholder"), ["NAME_LICENSE", "EMAIL_EXAMPLE"]),
        (("--include", "placeholder", "--include", "licence"), ["NAME_LICENSE", "EMAIL_EXAMPLE"]),
    ],
    ids=lambda value: " ".join(value) or "nothing",
)
def test_credits_and_placeholders_are_shown_on_request(piiscan: Piiscan, write: Write, include, labels):
    write({"a.py": CREDIT + STOCK})
    result = piiscan("scan", "-o", "json", *include)
    assert [item["label"] for item in findings(result.out)] == labels


@pytest.mark.parametrize(
    ("options", "categories"),
    [
        (("--select", "EMAIL"), {"EMAIL"}),
        (("--select", "EMAIL,KEY"), {"EMAIL", "KEY"}),
        (("--select", "EMAIL", "--select", "ID"), {"EMAIL", "ID"}),
        (("--select", "github-pat"), {"KEY"}),
        (("--ignore", "PII"), {"KEY", "PASSWORD"}),
        (("--select", "PII", "--ignore", "PII2,PII3,PII4,PII5"), {"EMAIL"}),
        (("--ignore", "ALL"), set()),
        (("--select", "EMAIL", "--config", "ignore = ['EMAIL']"), {"EMAIL"}),
        (("--config", "ignore = ['PII']", "--extend-select", "PII101"), {"KEY", "PASSWORD", "EMAIL"}),
        (("--config", "select = ['EMAIL', 'KEY']", "--extend-ignore", "KEY"), {"EMAIL"}),
        (("--config", "preset = 'precision'", "--select", "PASSWORD"), set()),
        (("--preset", "precision", "--select", "KEY"), {"KEY"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_selection(piiscan: Piiscan, write: Write, options, categories):
    write({"a.py": EVERYTHING})
    assert {item["category"] for item in findings(piiscan("scan", "-o", "json", *options).out)} == categories


def test_the_closer_of_two_ignores_of_files_counts_from_the_configuration(
    piiscan: Piiscan, write: Write, monkeypatch, tree
):
    write({
        "piiscan.toml": "[per-file-ignores]\n'sub/gen/' = ['EMAIL']\n'*.txt' = ['ALL']\n",
        "sub/gen/a.py": WARNING + ERROR, "sub/a.py": WARNING, "sub/b.txt": EVERYTHING,
    })  # fmt: skip
    monkeypatch.chdir(tree / "sub")
    lines = piiscan("scan", "-o", "concise").out.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["a.py:1:10:", "gen/a.py:2:16:"]


def test_what_git_ignores_is_left_out_unless_it_is_asked_for(piiscan: Piiscan, write: Write):
    write({".gitignore": "build/\n", "build/a.py": WARNING, "a.py": WARNING, "vendor/a.py": WARNING})
    options = ("-o", "concise")
    assert paths(piiscan("scan", *options).out) == ["a.py", "vendor/a.py"]
    assert paths(piiscan("scan", "--no-respect-gitignore", *options).out) == [
        "a.py",
        "build/a.py",
        "vendor/a.py",
    ]
    assert paths(piiscan("scan", "--exclude", "vendor/", *options).out) == ["a.py"]
    assert paths(piiscan("scan", "build/a.py", *options).out) == ["build/a.py"]
    forced = piiscan("scan", "--exclude", "vendor/", "--force-exclude", "vendor/a.py", *options)
    assert (forced.out, "excluded by the configuration" in forced.err) == ("", True)


def test_a_file_that_is_named_twice_is_scanned_once(piiscan: Piiscan, write: Write):
    write({"sub/a.py": WARNING})
    result = piiscan("scan", "sub/a.py", "sub", ".", "sub/../sub/a.py", "-o", "concise")
    assert result.out.count("\n") == 1
    assert " in 1 file" in result.err


def test_suppressed_findings_are_counted(piiscan: Piiscan, write: Write):
    write({"a.py": f"{LINES['EMAIL']}  # piiscan: ignore[PII101] -- a role address\n"})
    result = piiscan("scan")
    assert (result.code, result.out) == (0, "")
    assert "Suppressed 1 finding." in result.err


# Reports


def test_json_alone_leaves_standard_output_to_json(piiscan: Piiscan, write: Write):
    write({"a.py": EVERYTHING})
    result = piiscan("scan", "-o", "json")
    document = json.loads(result.out)
    assert {"schema_version", "tool", "summary", "findings", "notices", "rules"} <= set(document)
    assert document["summary"]["files"] == 1
    assert "Found " in result.err


def test_json_lines_is_the_same_finding_one_a_line(piiscan: Piiscan, write: Write):
    write({"a.py": EVERYTHING})
    lines = piiscan("scan", "-o", "json-lines").out.splitlines()
    assert [json.loads(line) for line in lines] == findings(piiscan("scan", "-o", "json").out) != []


def test_every_finding_carries_what_was_promised(piiscan: Piiscan, write: Write):
    write({"sub/a.py": EVERYTHING})
    keys = {
        "path", "code", "rule", "category", "label", "start_line", "start_column", "end_line", "end_column",
        "start_offset", "end_offset", "confidence", "severity", "layers", "fingerprint",
    }  # fmt: skip
    for item in findings(piiscan("scan", "-o", "json").out):
        assert keys <= set(item)
        assert item["path"] == "sub/a.py"
        assert 0 < item["confidence"] <= 1


def test_a_file_and_the_terminal_at_once(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": WARNING})
    result = piiscan("scan", "-o", "sarif:out.sarif", "-o", "full", "-o", "json:out.json")
    assert result.out.startswith("a.py:1:10: PII101 warning ")
    run = json.loads((tree / "out.sarif").read_text())["runs"][0]
    assert [item["ruleId"] for item in run["results"]] == ["PII101"]
    properties = run["results"][0]["properties"]
    assert {properties["category"], properties["label"]} == {"EMAIL"}
    assert 0 < properties["confidence"] <= 1
    assert len(findings((tree / "out.json").read_text())) == 1


def test_configured_outputs_hold_until_the_command_line_names_others(piiscan: Piiscan, write: Write):
    write({"a.py": WARNING, "piiscan.toml": "output = ['concise']\n"})
    assert piiscan("scan").out.count("\n") == 1
    assert piiscan("scan", "-o", "json-lines").out.startswith("{")


def test_reports_written_to_files_have_no_colour(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": WARNING})
    piiscan("scan", "-o", "full:out.txt", "--color", "always")
    assert "\x1b" not in (tree / "out.txt").read_text()


@pytest.mark.parametrize(
    ("choice", "environment", "coloured"),
    [
        ("auto", {}, False),
        ("never", {"FORCE_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("auto", {"FORCE_COLOR": "1"}, True),
        ("auto", {"FORCE_COLOR": ""}, False),
        ("always", {"NO_COLOR": "1"}, True),
    ],
    ids=str,
)
def test_colour(
    piiscan: Piiscan, write: Write, monkeypatch: pytest.MonkeyPatch, choice: str, environment, coloured: bool
):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    write({"a.py": WARNING})
    result = piiscan("scan", "--color", choice)
    assert ("\x1b[" in result.out, "\x1b[" in result.err) == (coloured, coloured)
    assert "\x1b" not in piiscan("scan", "--color", choice, "-o", "json").out


def test_in_github_actions_nothing_is_taken_for_a_command(
    piiscan: Piiscan, write: Write, monkeypatch: pytest.MonkeyPatch
):
    write({"::add-mask::x.py": WARNING})
    assert piiscan("scan", "-o", "concise").out.startswith("::add-mask::")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert not piiscan("scan", "-o", "concise").out.startswith("::")
    assert piiscan("scan", "-o", "github").out.startswith("::warning file=%3A%3Aadd-mask%3A%3Ax.py,")


def test_the_same_tree_gives_the_same_bytes(piiscan: Piiscan, write: Write, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")  # GitLab's schema demands a time
    write({f"{number}/a.py": EVERYTHING for number in range(9)})
    for name in FORMATS:
        assert piiscan("scan", "-o", name).out == piiscan("scan", "-o", name).out != ""


# Where from


def test_standard_input_is_called_what_it_is_told(piiscan: Piiscan):
    result = piiscan("scan", "-", "--stdin-filename", "src/a.py", "-o", "concise", stdin=WARNING.encode())
    assert (result.code, result.out.split(" ")[0]) == (1, "src/a.py:1:10:")
    assert piiscan("scan", "-", "-o", "concise", stdin=WARNING.encode()).out.startswith("<stdin>:1:10: ")


def test_empty_standard_input_is_clean(piiscan: Piiscan):
    result = piiscan("scan", "-")
    assert (result.code, result.out) == (0, "")


@pytest.mark.parametrize(
    "arguments", [("./-",), ("--", "-"), ("--", "-", "a.py"), ("--", "a.py", "-")], ids=" ".join
)
def test_a_file_called_dash_is_a_file_after_the_options_have_ended(
    piiscan: Piiscan, write: Write, arguments: tuple[str, ...]
):
    write({"-": WARNING, "a.py": CLEAN})
    result = piiscan("scan", "-o", "concise", *arguments, stdin=ERROR.encode())
    assert (result.code, result.out.split(" ")[0]) == (1, "-:1:10:")


def test_dash_is_standard_input_where_a_file_has_that_name_too(piiscan: Piiscan, write: Write):
    write({"-": WARNING})
    assert piiscan("scan", "-", "-o", "concise", stdin=ERROR.encode()).out.startswith("<stdin>:1:")
    for arguments in (("-", "--stdin-filename", "--"), ("--stdin-filename=--", "-")):
        assert piiscan("scan", *arguments, "-o", "concise", stdin=ERROR.encode()).out.startswith("--:1:")


def test_dash_beside_other_paths_is_refused_and_says_how_to_name_the_file(piiscan: Piiscan, write: Write):
    write({"-": WARNING, "a.py": CLEAN})
    result = piiscan("scan", "a.py", "-")
    assert (result.code, result.out) == (2, "")
    assert "`./-` is a file of that name" in result.err


def test_a_dash_in_a_tree_is_a_file(piiscan: Piiscan, write: Write):
    write({"-": WARNING})
    assert piiscan("scan", ".", "-o", "concise").out.startswith("-:1:10: ")


def test_the_name_of_standard_input_decides_as_a_file_name_would(piiscan: Piiscan, write: Write):
    write({"piiscan.toml": "[per-file-ignores]\n'gen/' = ['EMAIL']\n"})
    options = ("scan", "-", "--stdin-filename")
    assert piiscan(*options, "gen/a.py", stdin=WARNING.encode()).code == 0
    assert piiscan(*options, "src/a.py", stdin=WARNING.encode()).code == 1


def test_staged_is_what_the_index_holds_and_nothing_else(piiscan: Piiscan, write: Write, git):
    write({"old.py": WARNING})
    git("add", "."), git("commit", "-qm", "x")
    write({"staged.py": WARNING, "changed.py": ERROR})
    git("add", ".")
    write({"changed.py": CLEAN, "loose.py": WARNING})
    result = piiscan("scan", "--staged", "-o", "concise")
    assert (result.code, paths(result.out)) == (1, ["changed.py", "staged.py"])
    git("commit", "-qm", "y")
    assert piiscan("scan", "--staged").code == 0


def test_paths_in_sarif_count_from_the_repository_and_elsewhere_from_here(
    piiscan: Piiscan, write: Write, git, tree: Path, monkeypatch: pytest.MonkeyPatch
):
    write({"sub/deep/a.py": WARNING, "b.py": WARNING})
    whole = json.loads(piiscan("scan", "-o", "sarif").out)["runs"][0]
    prints = {
        item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: item["partialFingerprints"]
        for item in whole["results"]
    }
    assert set(prints) == {"sub/deep/a.py", "b.py"}
    monkeypatch.chdir(tree / "sub")
    run = json.loads(piiscan("scan", "deep", "../b.py", "-o", "sarif").out)["runs"][0]
    results = {
        item["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: item["partialFingerprints"]
        for item in run["results"]
    }
    # The same alert wherever the scan was started from.
    assert results["sub/deep/a.py"] == prints["sub/deep/a.py"]
    assert set(results) == {"sub/deep/a.py", "b.py"}
    assert str(tree) not in json.dumps(run)
    assert paths(piiscan("scan", "deep", "-o", "concise").out) == ["deep/a.py"]


def test_sarif_says_which_commit_was_scanned(piiscan: Piiscan, write: Write, git, tree: Path, monkeypatch):
    write({"sub/a.py": WARNING})
    git("add", "."), git("commit", "-qm", "x")
    git("remote", "add", "origin", "git@example.org:o/p.git")
    monkeypatch.chdir(tree / "sub")
    (found,) = json.loads(piiscan("scan", "-o", "sarif").out)["runs"][0]["versionControlProvenance"]
    assert found["repositoryUri"] == "ssh://example.org/o/p.git"
    assert (found["revisionId"], found["branch"]) == (git("rev-parse", "HEAD").strip(), "main")


def test_git_is_asked_for_sarif_alone(piiscan: Piiscan, write: Write, git, monkeypatch):
    write({"a.py": WARNING})
    asked = []
    monkeypatch.setattr("piiscan.sources.provenance.revision", lambda root: asked.append(root))
    for name in ("full", "concise", "json", "json-lines", "github"):
        piiscan("scan", "-o", name)
    assert asked == []
    assert "versionControlProvenance" not in piiscan("scan", "-o", "sarif").out
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("variable", "value"),
    [("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1"), ("PATH", "/nowhere")],
    ids=["git refuses", "no git"],
)
def test_what_git_does_not_say_is_left_out_of_sarif(
    piiscan: Piiscan, write: Write, git, monkeypatch, variable: str, value: str
):
    write({"a.py": WARNING})
    git("add", "."), git("commit", "-qm", "x")
    git("remote", "add", "origin", "git@example.org:o/p.git")
    monkeypatch.setenv(variable, value)
    result = piiscan("scan", "a.py", "-o", "sarif")
    assert result.code == 1
    assert "versionControlProvenance" not in result.out


def test_the_configuration_of_the_one_directory_that_is_named_holds(piiscan: Piiscan, write: Write):
    write({"a/piiscan.toml": "ignore = ['EMAIL']\n", "a/x.py": WARNING})
    assert piiscan("scan", "a").code == 0
    assert piiscan("scan", "a", "--isolated").code == 1
    assert piiscan("scan", "a", "--config", "ignore = []").code == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("utf-8 with a mark", b"\xef\xbb\xbf" + WARNING.encode()),
        ("utf-16", WARNING.encode("utf-16")),
        ("utf-16 big end first, no mark", WARNING.encode("utf-16-be")),
        ("utf-32", WARNING.encode("utf-32")),
        ("latin-1", b"# \xfc\xe4\xf6\n" + WARNING.encode()),
        ("cr alone", WARNING.replace("\n", "\r").encode() * 2),
        ("crlf", b"x\r\n" + WARNING.replace("\n", "\r\n").encode()),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_encodings(piiscan: Piiscan, write: Write, tree: Path, name: str, content: bytes):
    write({"a.txt": content})
    for item in findings(piiscan("scan", "-o", "json").out):
        found = content[item["start_offset"] : item["end_offset"]]
        codec = next(
            codec
            for codec in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")
            if EMAIL.encode(codec) == found
        )
        assert found.decode(codec) == EMAIL
        break
    else:
        pytest.fail("nothing found")


def test_a_key_block_is_one_finding_over_its_lines(piiscan: Piiscan, write: Write):
    write({"id_rsa": f"\n{KEY_BLOCK}\n"})
    [item] = findings(piiscan("scan", "-o", "json").out)
    assert (item["start_line"], item["end_line"], item["mask"]) == (2, 6, "PRIVATE_KEY")


def test_a_token_in_a_url_is_one_finding(piiscan: Piiscan, write: Write):
    write({"a.sh": f"git clone https://x:{TOKEN}@github.com/a/b.git # {NAME}\n"})
    assert [item["rule"] for item in findings(piiscan("scan", "-o", "json").out)] == ["github-pat"]
