import os
import pickle
from pathlib import Path

import pytest

from piiscan.errors import ConfigError, UsageError
from piiscan.settings.load import load
from piiscan.settings.model import Settings
from piiscan.types import Severity, Status


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


# Discovery


def test_without_a_file_the_defaults_hold_where_one_stands(tmp_path: Path) -> None:
    assert load(str(tmp_path)) == Settings(root=str(tmp_path))


def test_a_start_that_is_a_file_or_missing_means_its_directory(tmp_path: Path) -> None:
    put(tmp_path / "piiscan.toml", "jobs = 3")
    assert load(str(put(tmp_path / "a.py", ""))).jobs == 3
    assert load(str(tmp_path / "not" / "there" / "b.py")).jobs == 3


def test_the_first_name_of_the_nearest_directory_wins(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    files = [
        put(tmp_path / "piiscan.toml", "jobs = 1"),
        put(inner / "pyproject.toml", "[tool.piiscan]\njobs = 2"),
        put(inner / ".piiscan.toml", "jobs = 3"),
        put(inner / "piiscan.toml", "jobs = 4"),
    ]
    for jobs in (4, 3, 2, 1):
        settings = load(str(inner))
        assert settings.jobs == jobs
        assert settings.config_path == str(files[jobs - 1])
        assert settings.root == str(files[jobs - 1].parent)
        files[jobs - 1].unlink()


@pytest.mark.parametrize(
    "text",
    [
        "[project]\nname = 'x'\n",
        "[tool.ruff]\n",
        "this is = = not TOML",
        "# see tool.piiscan\n",
        "tool = 'tool.piiscan'",
    ],
)
def test_other_peoples_pyproject_is_passed_over(tmp_path: Path, text: str) -> None:
    put(tmp_path / "piiscan.toml", "jobs = 1")
    put(tmp_path / "a" / "pyproject.toml", text)
    assert load(str(tmp_path / "a")).jobs == 1


def test_a_directory_called_like_a_configuration_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path / "piiscan.toml" / "x", "")
    put(tmp_path / ".piiscan.toml", "jobs = 1")
    assert load(str(tmp_path)).jobs == 1


def test_an_empty_file_still_marks_the_root(tmp_path: Path) -> None:
    put(tmp_path / "piiscan.toml", "jobs = 1")
    put(tmp_path / "a" / "piiscan.toml", "")
    settings = load(str(tmp_path / "a"))
    assert (settings.jobs, settings.root) == (0, str(tmp_path / "a"))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("piiscan.toml", "selct = []", "piiscan.toml: unknown key `selct`"),
        ("piiscan.toml", "jobs =", "piiscan.toml:1:7: not valid TOML"),
        ("pyproject.toml", "[tool.piiscan\n", "pyproject.toml:1:14: not valid TOML"),
        (
            "pyproject.toml",
            "[tool]\n'tool.piiscan' = 1\npiiscan = 5",
            "pyproject.toml: `tool.piiscan` must be a table",
        ),
        ("piiscan.toml", "#" * (1 << 20) + "\n", "piiscan.toml: larger than 1 MiB"),
        ("piiscan.toml", "output = ['json:../../.bashrc']", "piiscan.toml: `output` takes formats only"),
    ],
)
def test_errors_name_the_file_relative_to_the_start(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    put(tmp_path / name, text)
    with pytest.raises(ConfigError) as caught:
        load(str(tmp_path))
    assert caught.value.message.startswith(message)


def test_errors_name_a_file_above_the_start_in_full(tmp_path: Path) -> None:
    path = put(tmp_path / "piiscan.toml", "selct = []")
    (tmp_path / "a").mkdir()
    with pytest.raises(ConfigError) as caught:
        load(str(tmp_path / "a"))
    assert caught.value.message == f"{path}: unknown key `selct`"


@pytest.mark.parametrize("pattern", ["a[z-a]", "!a[z-a]"])
@pytest.mark.parametrize("key", ["per-file-ignores", "extend-per-file-ignores"])
def test_a_path_pattern_that_is_none_names_file_and_key(tmp_path: Path, key: str, pattern: str) -> None:
    put(tmp_path / "base.toml", f"[{key}]\n'{pattern}' = ['EMAIL']\n")
    put(tmp_path / "piiscan.toml", "extend = 'base.toml'\n")
    with pytest.raises(ConfigError) as caught:
        load(str(tmp_path))
    shown = pattern.removeprefix("!")
    assert caught.value.message == f"base.toml: `{key}`: `{shown}` is not a valid path pattern"
    with pytest.raises(ConfigError, match=f"^--config: `{key}`: "):
        load(str(tmp_path), config=[f"{key} = {{ '{pattern}' = ['ALL'] }}"], isolated=True)


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    put(tmp_path / "piiscan.toml", "")
    monkeypatch.setattr("builtins.open", refuse)  # root reads everything, so chmod would prove nothing
    with pytest.raises(ConfigError) as caught:
        load(str(tmp_path))
    monkeypatch.undo()
    assert caught.value.message == "piiscan.toml: cannot be read: permission denied"


# extend


def test_extend_builds_on_the_base(tmp_path: Path) -> None:
    put(
        tmp_path / "base" / "far.toml",
        "jobs = 1\nshow-notes = true\nexclude = ['far']\nseverity.NAME = 'error'",
    )
    put(
        tmp_path / "base" / "near.toml",
        "extend = 'far.toml'\njobs = 2\nextend-exclude = ['near']\nrules = ['r']",
    )
    put(
        tmp_path / "p" / "piiscan.toml",
        "extend = '../base/near.toml'\nseverity.EMAIL = 'note'\nfail-on = 'never'",
    )
    settings = load(str(tmp_path / "p"))
    assert settings == Settings(
        root=str(tmp_path / "p"),
        config_path=str(tmp_path / "p" / "piiscan.toml"),
        jobs=2,
        show_notes=True,
        exclude=("far", "near"),
        severity=(("NAME", Severity.ERROR), ("EMAIL", Severity.NOTE)),
        rules=(str(tmp_path / "base" / "r"),),
        fail_on=None,
    )


def test_extend_takes_the_table_of_a_pyproject(tmp_path: Path) -> None:
    put(tmp_path / "base" / "pyproject.toml", "[tool.piiscan]\njobs = 5")
    put(tmp_path / "piiscan.toml", "extend = 'base/pyproject.toml'")
    assert load(str(tmp_path)).jobs == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "extend = 'none.toml'",
            "piiscan.toml: `extend`: none.toml: cannot be read: no such file or directory",
        ),
        ("extend = 'folder'", "piiscan.toml: `extend`: folder: not a regular file"),
        ("extend = 'piiscan.toml'", "piiscan.toml: `extend` leads in a circle, back to piiscan.toml"),
        ("extend = 'folder/a.toml'", "folder/b.toml: `extend` leads in a circle, back to folder/a.toml"),
        ("extend = 'folder/bad.toml'", "folder/bad.toml: unknown key `bad`"),
        ("extend = 'pyproject.toml'", "pyproject.toml: no table [tool.piiscan]"),
        ("extend = 5", "piiscan.toml: `extend` must be a path in quotes, not 5"),
    ],
)
def test_extend_that_leads_nowhere(tmp_path: Path, text: str, message: str) -> None:
    put(tmp_path / "piiscan.toml", text)
    put(tmp_path / "pyproject.toml", "[project]")
    put(tmp_path / "folder" / "a.toml", "extend = 'b.toml'")
    put(tmp_path / "folder" / "b.toml", "extend = '../folder/a.toml'")
    put(tmp_path / "folder" / "bad.toml", "bad = 1")
    with pytest.raises(ConfigError) as caught:
        load(str(tmp_path))
    assert caught.value.message.replace(os.sep, "/") == message


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no FIFOs here")
def test_extend_never_opens_a_fifo(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    put(tmp_path / "piiscan.toml", "extend = 'pipe'")
    with pytest.raises(ConfigError, match="pipe: not a regular file"):
        load(str(tmp_path))


# Layers


def test_paths_in_a_file_count_from_the_file(tmp_path: Path) -> None:
    put(tmp_path / "piiscan.toml", "rules = ['my/rules', '/abs']\nmodel = 'm.onnx'")
    (tmp_path / "sub").mkdir()
    settings = load(str(tmp_path / "sub"))
    assert settings.rules == (str(tmp_path / "my" / "rules"), os.path.normpath("/abs"))
    assert settings.model == str(tmp_path / "m.onnx")
    assert load(str(tmp_path), overrides={"model": "off"}).model == "off"


def test_options_win_over_inline_values_over_files(tmp_path: Path) -> None:
    put(tmp_path / "piiscan.toml", "jobs = 1\nfail-on = 'note'\nshow-notes = true")
    settings = load(str(tmp_path), config=["jobs = 2", "fail-on='never'"], overrides={"jobs": 3})
    assert (settings.jobs, settings.fail_on, settings.show_notes) == (3, None, True)


def test_an_option_of_none_was_not_given(tmp_path: Path) -> None:
    put(tmp_path / "piiscan.toml", "jobs = 1")
    assert load(str(tmp_path), overrides={"jobs": None, "fail-on": Severity.ERROR}).jobs == 1


def test_options_may_write_files(tmp_path: Path) -> None:
    assert load(str(tmp_path), overrides={"output": ["sarif:out.sarif"]}).output == ("sarif:out.sarif",)


def test_wrong_options_are_errors_too(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^command line: unknown key `job`"):
        load(str(tmp_path), overrides={"job": 1})


@pytest.mark.parametrize(
    ("file", "options", "select", "ignore"),
    [
        ("", {}, ("ALL",), ()),
        ("select = ['SEC']\nignore = ['SEC1']", {}, ("SEC",), ("SEC1",)),
        ("extend-select = ['ALL']", {}, ("ALL",), ()),
        ("select = ['SEC']\nextend-select = ['PII']\nextend-ignore = ['KEY']", {}, ("SEC", "PII"), ("KEY",)),
        ("select = ['SEC']\nignore = ['SEC1']", {"select": ["SEC1"]}, ("SEC1",), ()),
        ("ignore = ['A', 'B']", {"ignore": ["C"]}, ("ALL",), ("C",)),
        ("ignore = ['A', 'B']", {"extend-ignore": ["C"]}, ("ALL",), ("A", "B", "C")),
        ("ignore = ['A', 'B']", {"extend-select": ["A"]}, ("ALL", "A"), ("B",)),
        ("ignore = ['A', 'B']", {"extend-select": ["A"], "extend-ignore": ["A"]}, ("ALL", "A"), ("B", "A")),
        ("ignore = ['A']\nextend-select = ['A']", {}, ("ALL", "A"), ("A",)),
    ],
)
def test_selection_across_layers(
    tmp_path: Path, file: str, options: dict[str, object], select: tuple[str, ...], ignore: tuple[str, ...]
) -> None:
    put(tmp_path / "piiscan.toml", file)
    settings = load(str(tmp_path), overrides=options)
    assert (settings.select, settings.ignore) == (select, ignore)


@pytest.mark.parametrize(
    ("file", "options", "expected"),
    [
        ("", {}, 0.5),
        ("preset = 'precision'", {}, 0.8),
        ("preset = 'recall'", {}, 0.3),
        ("preset = 'balanced'", {}, 0.5),
        ("preset = 'recall'\nmin-confidence = 0.6", {}, 0.6),
        ("min-confidence = 0.6", {"preset": "recall"}, 0.3),
        ("preset = 'recall'", {"min-confidence": 0.9}, 0.9),
    ],
)
def test_presets(tmp_path: Path, file: str, options: dict[str, object], expected: float) -> None:
    put(tmp_path / "piiscan.toml", file)
    assert load(str(tmp_path), overrides=options).min_confidence == expected


def test_path_lists_replace_or_extend(tmp_path: Path) -> None:
    put(tmp_path / "piiscan.toml", "exclude = ['a']\n[per-file-ignores]\n'a' = ['X']\n'b' = ['Y']")
    extended = load(
        str(tmp_path),
        overrides={"extend-exclude": ["b", "a"], "extend-per-file-ignores": {"a": ["Z", "X"], "c": ["W"]}},
    )
    assert extended.exclude == ("a", "b")
    assert extended.per_file_ignores == (("a", ("X", "Z")), ("b", ("Y",)), ("c", ("W",)))
    replaced = load(str(tmp_path), overrides={"exclude": ["c"], "per-file-ignores": {}})
    assert (replaced.exclude, replaced.per_file_ignores) == (("c",), ())


# --config and --isolated


@pytest.mark.parametrize(
    ("values", "field", "expected"),
    [
        (['fail-on="error"'], "fail_on", Severity.ERROR),
        (["fail-on=error"], "fail_on", Severity.ERROR),
        ([" fail-on = error "], "fail_on", Severity.ERROR),
        (["fail-on=note", "fail-on=error"], "fail_on", Severity.ERROR),
        (["show-notes=true"], "show_notes", True),
        (["min-confidence=0.25"], "min_confidence", 0.25),
        (["select=SEC1,EMAIL"], "select", ("SEC1", "EMAIL")),
        (["select=['SEC1']"], "select", ("SEC1",)),
        (["exclude=docs/**/*.md"], "exclude", ("docs/**/*.md",)),
        (["include=licence"], "include", frozenset({Status.LICENCE})),
        (["severity.github-pat=note"], "severity", (("github-pat", Severity.NOTE),)),
        (["severity = {NAME = 'error'}"], "severity", (("NAME", Severity.ERROR),)),
        (["per-file-ignores.'*.md' = ['NAME']"], "per_file_ignores", (("*.md", ("NAME",)),)),
        (["output=sarif:out.sarif"], "output", ("sarif:out.sarif",)),
    ],
)
def test_inline_values(tmp_path: Path, values: list[str], field: str, expected: object) -> None:
    for isolated in (False, True):
        assert getattr(load(str(tmp_path), config=values, isolated=isolated), field) == expected


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("no/such.toml", "--config: no/such.toml: cannot be read: no such file or directory"),
        ("selct=SEC1", "--config: unknown key `selct`"),
        ("jobs=many", '--config: `jobs` must be a whole number from 0 to 1024, not "many"'),
        ("select=[SEC1]", "--config:1:9: not valid TOML"),
        ("fail-on=", "--config:1:9: not valid TOML"),
        ("=error", "--config:1:1: not valid TOML"),
        ("fail-on=two words", "--config:1:9: not valid TOML"),
        ("extend='base.toml'", "--config: `extend` only works in a file"),
    ],
)
def test_inline_values_that_are_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        load(str(tmp_path), config=[value])
    assert caught.value.message.replace(os.sep, "/").startswith(message)


def test_a_named_file_replaces_discovery_and_keeps_the_start_as_root(tmp_path: Path) -> None:
    put(tmp_path / "p" / "piiscan.toml", "jobs = 1")
    named = put(tmp_path / "ci" / "strict.toml", "show-notes = true")
    settings = load(str(tmp_path / "p"), config=[str(named)])
    assert (settings.jobs, settings.show_notes) == (0, True)
    assert (settings.root, settings.config_path) == (str(tmp_path / "p"), str(named))


def test_a_file_with_an_equals_sign_in_its_name_is_a_file(tmp_path: Path) -> None:
    assert load(str(tmp_path), config=[str(put(tmp_path / "jobs=7", "jobs = 8"))]).jobs == 8


def test_later_values_win_files_or_not(tmp_path: Path) -> None:
    one = str(put(tmp_path / "one.toml", "jobs = 1"))
    two = str(put(tmp_path / "two.toml", "jobs = 2\nshow-notes = true"))
    assert load(str(tmp_path), config=[one, two]).jobs == 2
    assert load(str(tmp_path), config=[two, one]).jobs == 1
    assert load(str(tmp_path), config=["jobs=3", two]).jobs == 2
    assert load(str(tmp_path), config=[two, "jobs=3"]).show_notes


def test_isolated_leaves_files_out(tmp_path: Path) -> None:
    path = put(tmp_path / "piiscan.toml", "jobs = 'broken")
    assert load(str(tmp_path), isolated=True) == Settings(root=str(tmp_path))
    with pytest.raises(UsageError, match="--isolated"):
        load(str(tmp_path), isolated=True, config=[str(path)])


def test_settings_travel_to_worker_processes(tmp_path: Path) -> None:
    settings = load(str(tmp_path), config=["include=licence", "severity.NAME=error"])
    assert pickle.loads(pickle.dumps(settings)) == settings  # noqa: S301


class TestMaskPolicies:
    def test_entries_are_merged_and_the_plain_policy_is_replaced(self, tmp_path: Path) -> None:
        (tmp_path / "base.toml").write_text(
            "[mask]\npolicy = 'stars'\n[mask.policies]\nEMAIL = 'fake'\nKEY = 'env'\n"
        )
        (tmp_path / "piiscan.toml").write_text("extend = 'base.toml'\n[mask.policies]\nKEY = 'hash'\n")
        settings = load(str(tmp_path), overrides={"mask": {"policies": {"SEC010": "partial"}}})
        assert settings.mask_policy == "stars"
        assert settings.mask_policies == (("EMAIL", "fake"), ("KEY", "hash"), ("SEC010", "partial"))
        assert load(str(tmp_path), config=["mask.policy=numbered"]).mask_policy == "numbered"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("mask = 'fake'", '`mask` must be a table of `policy` and `policies`, not "fake"'),
            ("[mask]\npolicy = 3", "`mask.policy` must be `placeholder`"),
            ("[mask]\npolicys = 'fake'", 'not "policys"'),
            ("[mask.policies]\nEMAIL = 'fakes'", "`mask.policies.EMAIL` must be"),
            ("[mask.policies]\nEMAIL = 'template:{y}'", "braces of a template"),
            ("[mask]\npolicies = ['fake']", "`mask.policies` must be a table"),
        ],
    )
    def test_what_is_wrong_is_named(self, tmp_path: Path, text: str, said: str) -> None:
        (tmp_path / "piiscan.toml").write_text(text)
        with pytest.raises(ConfigError) as caught:
            load(str(tmp_path))
        assert said in caught.value.message
        assert "piiscan.toml: " in caught.value.message
