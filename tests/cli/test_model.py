"""``--model``: what is asked for runs or is refused with one line, and never gives way to fewer findings in silence."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from pathlib import Path

import pytest

from model import tiny
from piiscan.model import choose as choosing
from piiscan.types import Category, Status

RUNS = importlib.util.find_spec("onnxruntime") is not None and importlib.util.find_spec("numpy") is not None
needs_runtime = pytest.mark.skipif(not RUNS, reason="onnxruntime is not installed")

PIECES = {
    "emmy": (Category.NAME, "begin", Status.LIVE),
    "noether": (Category.NAME, "end", Status.LIVE),
    "sofia": (Category.NAME, "single", Status.PLACEHOLDER),
}
TEXT = "# grüße an Emmy Noether\nx = 1\n# and Sofia Germain\n"
REFUSED = "piiscan: error: "


@pytest.fixture
def model(tmp_path):
    return str(tiny.write(tmp_path / "model", PIECES))


def findings(result):
    return [
        (item["code"], item["label"], item["start_line"], item["start_column"])
        for item in json.loads(result.out)["findings"]
    ]


COMMANDS = [
    ("scan", "a.txt"),
    ("scan", "--staged"),
    ("mask", "a.txt"),
    ("mask", "--diff", "a.txt"),
    ("filter",),
    ("scan", "--history"),
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("full", "ships no model"),
        ("shipped", "ships no model"),
        ("./nowhere", "there is no model at ./nowhere"),
        (".", "is not a model"),
        ("a.txt", "is not a model"),
    ],
)
def test_what_is_no_model_is_refused_before_anything_is_read(
    piiscan, write, git, command, mode, said, monkeypatch
):
    monkeypatch.setattr(choosing, "SHIPPED", "/nowhere")
    write({"a.txt": TEXT})
    done = piiscan(*command, "--model", mode, "--isolated")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(REFUSED)
    assert said in done.err.splitlines()[0]


@pytest.mark.parametrize("name", ["model.onnx", "vocab.txt", "config.json"])
def test_a_damaged_model_is_refused(piiscan, write, model, tmp_path, name):
    write({"a.txt": TEXT})
    path = tmp_path / "model" / name
    path.write_bytes(path.read_bytes()[:-1])
    for command in ("scan", "mask"):
        done = piiscan(command, "a.txt", "--model", model)
        assert (done.code, done.out) == (2, "")
        assert "damaged, or changed after its export" in done.err


def test_without_onnxruntime_a_model_is_refused_and_auto_is_rules(piiscan, write, model, monkeypatch):
    write({"a.txt": "mail to emmy@noether.edu\n"})
    monkeypatch.setattr(choosing, "_can_run", lambda: False)
    monkeypatch.setattr(choosing, "SHIPPED", model)
    done = piiscan("scan", "a.txt", "--model", model)
    assert done.code == 2
    assert "onnxruntime, which is not installed" in done.err
    assert piiscan("scan", "a.txt").code == 1


@needs_runtime
class TestAuto:
    """The model that ships, where it can run; what somebody waits for is done by rules."""

    @pytest.fixture(autouse=True)
    def _shipped(self, model, monkeypatch):
        monkeypatch.delenv(choosing.VARIABLE)
        monkeypatch.setattr(choosing, "SHIPPED", model)

    def test_a_scan_and_a_mask_run_it(self, piiscan, write, tree):
        write({"a.txt": TEXT})
        assert findings(piiscan("scan", "a.txt", "--isolated", "-o", "json"))[0][:2] == ("MDL001", "NAME")
        assert piiscan("mask", "a.txt", "--isolated", "--severity", "note").code == 0
        assert "<NAME>" in (tree / "a.txt").read_text()

    def test_a_report_names_it(self, piiscan, write):
        write({"a.txt": TEXT})
        report = json.loads(piiscan("scan", "a.txt", "--isolated", "-o", "json").out)
        assert report["tool"]["model"].startswith("tiny")
        report = json.loads(piiscan("scan", "a.txt", "--isolated", "-o", "json", "--model", "off").out)
        assert report["tool"]["model"] is None

    def test_a_stream_and_an_agent_run_rules(self, piiscan, write, monkeypatch):
        def refuse(*_):
            raise AssertionError("a model was read")

        monkeypatch.setattr("piiscan.model.package.read", refuse)
        assert piiscan("filter", "--isolated", stdin=TEXT.encode()).out == TEXT
        event = {"hook_event_name": "UserPromptSubmit", "prompt": TEXT}
        assert piiscan("agent-hook", "--isolated", stdin=json.dumps(event).encode()).code == 0

    def test_damage_is_an_error(self, piiscan, write, tmp_path):
        write({"a.txt": TEXT})
        (tmp_path / "model" / "vocab.txt").write_bytes(b"")
        done = piiscan("scan", "a.txt", "--isolated")
        assert (done.code, done.out) == (2, "")
        assert "damaged" in done.err

    def test_the_environment_says_what_it_is(self, piiscan, write, monkeypatch, model):
        write({"a.txt": TEXT})
        monkeypatch.setenv(choosing.VARIABLE, "off")
        assert findings(piiscan("scan", "a.txt", "--isolated", "-o", "json")) == []
        # The command line and a file come first.
        assert findings(piiscan("scan", "a.txt", "--isolated", "-o", "json", "--model", "shipped"))
        write({"piiscan.toml": 'model = "shipped"\n'})
        assert findings(piiscan("scan", "a.txt", "-o", "json"))
        monkeypatch.setenv(choosing.VARIABLE, "./nowhere")
        done = piiscan("scan", "a.txt", "--isolated")
        assert (done.code, done.out) == (2, "")
        assert f"{choosing.VARIABLE}: there is no model at ./nowhere" in done.err


@needs_runtime
class TestHistory:
    """Every version is read as a file is, by whoever asks for it."""

    @pytest.fixture
    def first(self, write, git):
        write({"a.txt": "x = 1\n", "b.txt": TEXT})
        return self.commit(git, "begun by Emmy Noether")

    def commit(self, git, message):
        git("add", ".")
        git("commit", "-q", "-m", message)
        return git("rev-parse", "HEAD").strip()

    def found(self, piiscan, *options):
        report = json.loads(piiscan("scan", "--isolated", "-o", "json", *options).out)
        assert report["tool"]["model"] is not None
        return sorted(
            (
                item["code"],
                item["path"],
                item["start_line"],
                item["origin"]["commit"],
                item["origin"]["in_head"],
            )
            for item in report["findings"]
        )

    def test_versions_and_messages(self, piiscan, write, git, model, first):
        write({"a.txt": TEXT})
        second = self.commit(git, "more")
        write({"a.txt": "x = 1\n" + TEXT})
        self.commit(git, "moved")
        write({"a.txt": "x = 2\n"})
        self.commit(git, "gone again")
        expected = [
            ("MDL001", "a.txt", 1, second, False),
            ("MDL001", "b.txt", 1, first, True),
            ("MDL001", f"commit {first[:12]} message", 1, first, False),
        ]
        assert self.found(piiscan, "--history", "--model", model) == expected
        assert self.found(piiscan, "--diff", f"{first}..HEAD", "--model", model) == expected[:1]

    def test_processes_make_no_difference(self, piiscan, write, git, model, first):
        for number in range(230):
            git("commit", "-q", "--allow-empty", "-m", f"part {number} by Emmy Noether")
        write({f"f{number}.txt": f"# {number}\n{TEXT}" for number in range(5)})
        self.commit(git, "files")
        one, two = (self.found(piiscan, "--history", "--model", model, "-j", jobs) for jobs in "12")
        assert one == two
        assert len(one) == 1 + 5 + 1

    def test_nobody_who_does_not_ask_waits_for_it(self, piiscan, git, model, first, monkeypatch):
        monkeypatch.delenv(choosing.VARIABLE)
        monkeypatch.setattr(choosing, "SHIPPED", model)
        report = json.loads(piiscan("scan", "--isolated", "-o", "json", "--history").out)
        assert (report["tool"]["model"], report["findings"]) == (None, [])


def test_model_codes_are_selectors_without_a_model(piiscan, write):
    write({"a.txt": TEXT})
    assert piiscan("scan", "a.txt", "--select", "MDL001,model-key", "--isolated").code == 0
    done = piiscan("scan", "a.txt", "--select", "MDL9", "--isolated")
    assert done.code == 2


def test_rules_list_and_explain_them(piiscan, write):
    listed = {item["code"]: item for item in json.loads(piiscan("rules", "-o", "json", "--isolated").out)}
    assert listed["MDL005"]["category"] == "PASSWORD"
    assert "No rule has matched here" in piiscan("rule", "MDL001", "--isolated").out


@needs_runtime
def test_a_scan_with_a_model(piiscan, write, model):
    write({"a.txt": TEXT})
    assert findings(piiscan("scan", "a.txt", "--isolated", "-o", "json", "--model", "off")) == []
    done = piiscan("scan", "a.txt", "--isolated", "-o", "json", "--model", model)
    assert findings(done) == [("MDL001", "NAME", 1, 12)]
    document = json.loads(done.out)
    assert document["tool"]["model"].startswith("tiny-")
    assert document["findings"][0]["layers"] == ["model"]
    assert list(document["rules"]) == ["MDL001"]
    every = piiscan("scan", "a.txt", "--isolated", "-o", "json", "--model", model, "--include", "placeholder")
    assert findings(every) == [("MDL001", "NAME", 1, 12), ("MDL001", "NAME_EXAMPLE", 3, 7)]


@needs_runtime
def test_sarif_names_the_model_and_the_rule(piiscan, write, model):
    write({"a.txt": TEXT})
    run = json.loads(piiscan("scan", "a.txt", "--isolated", "-o", "sarif", "--model", model).out)["runs"][0]
    assert run["tool"]["extensions"][0]["name"].startswith("tiny-")
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["MDL001"]
    assert run["results"][0]["ruleId"] == "MDL001"


@needs_runtime
def test_the_model_that_ships_reads_some_or_all_and_auto_is_rules(piiscan, write, model, monkeypatch):
    monkeypatch.setattr(choosing, "SHIPPED", model)
    write({"a.txt": TEXT, "b.txt": "nothing else than emmy noether\n"})
    assert len(findings(piiscan("scan", ".", "--isolated", "-o", "json", "--model", "shipped"))) == 1
    assert len(findings(piiscan("scan", ".", "--isolated", "-o", "json", "--model", "full"))) == 2
    assert findings(piiscan("scan", ".", "--isolated", "-o", "json", "--model", "off")) == []
    assert findings(piiscan("scan", ".", "--isolated", "-o", "json")) == []


@needs_runtime
def test_masking_takes_what_the_model_sees_and_masking_twice_changes_nothing(piiscan, write, tree, model):
    write({"a.txt": TEXT})
    assert piiscan("mask", "a.txt", "--isolated", "--model", model).code == 0
    masked = (tree / "a.txt").read_text()
    assert masked == TEXT.replace("Emmy Noether", "<NAME>")
    assert piiscan("mask", "a.txt", "--isolated", "--model", model).code == 0
    assert (tree / "a.txt").read_text() == masked
    assert piiscan("filter", "--isolated", "--model", model, stdin=TEXT.encode()).out == masked


@needs_runtime
def test_presets(piiscan, write, tmp_path):
    write({"a.txt": TEXT})
    least = {"precision": 1.0, "balanced": 0.99999, "recall": 0.5}
    model = str(tiny.write(tmp_path / "strict", PIECES, thresholds=least))
    found = {
        preset: len(
            findings(
                piiscan("scan", "a.txt", "--isolated", "-o", "json", "--model", model, "--preset", preset)
            )
        )
        for preset in least
    }
    assert found == {"precision": 0, "balanced": 0, "recall": 1}


@needs_runtime
def test_many_files_in_processes_are_as_in_one(piiscan, write, model):
    write({f"d/{number}.txt": TEXT * (1 + number % 3) for number in range(320)})
    one, two = (
        piiscan("scan", ".", "--isolated", "-o", "json", "--model", model, "-j", jobs).out
        for jobs in ("1", "2")
    )
    assert one == two
    assert len(json.loads(one)["findings"]) == sum(1 + number % 3 for number in range(320))


@needs_runtime
def test_a_network_that_is_not_ours_is_refused(piiscan, write, tmp_path):
    write({"a.txt": TEXT})
    foreign = str(tiny.write(tmp_path / "foreign", PIECES, outputs=("one", "other")))
    done = piiscan("scan", "a.txt", "--isolated", "--model", foreign)
    assert done.code == 2
    assert "not the inputs and outputs" in done.err


@needs_runtime
def test_nothing_to_read_loads_nothing(piiscan, write, model, monkeypatch):
    from piiscan.model import predict

    def refuse(*arguments, **options):
        raise AssertionError("loaded")

    monkeypatch.setattr(predict, "Model", refuse)
    write({"a.py": "def total(self):\n    return self.count + 1\n"})
    assert piiscan("scan", "a.py", "--isolated", "--model", model).code == 0


@needs_runtime
def test_ten_thousand_random_characters(piiscan, write, model):
    line = "".join(chr(33 + number * 7919 % 90) for number in range(10_000))
    write({"a.txt": f"{line}\n{TEXT}", "b.txt": "漢字" * 5000 + "\n" + TEXT})
    found = findings(piiscan("scan", ".", "--isolated", "-o", "json", "--model", model))
    assert found.count(("MDL001", "NAME", 2, 12)) == 2


@needs_runtime
def test_comments_silence_and_the_baseline_knows(piiscan, write, model, git):
    write({"a.txt": TEXT.replace("Noether\n", "Noether  piiscan: ignore[MDL001]\n"), "b.txt": TEXT})
    arguments = ("--isolated", "--model", model)
    assert [item[0] for item in findings(piiscan("scan", "a.txt", "-o", "json", *arguments))] == []
    made = piiscan("baseline", "create", "--severity", "note", *arguments)
    assert made.code == 0, made.err
    after = piiscan("scan", ".", "-o", "json", *arguments)
    assert findings(after) == []
    assert "not found any more" not in piiscan("scan", ".", "--isolated", "--model", "off").err


def test_tiny_is_whole(tmp_path):
    from piiscan.model.package import read

    folder = tiny.write(tmp_path / "m", PIECES)
    assert read(Path(folder)).id.startswith("tiny-")
    shutil.rmtree(folder)


@needs_runtime
def test_the_second_scan_asks_the_cache_and_says_the_same(piiscan, write, model, monkeypatch):
    from piiscan.model import predict

    write({f"d/{number}.txt": TEXT for number in range(5)})
    arguments = ("scan", ".", "--isolated", "-o", "json", "--model", model)
    first = piiscan(*arguments)

    def refuse(*arguments, **options):
        raise AssertionError("loaded")

    monkeypatch.setattr(predict, "Model", refuse)
    assert piiscan(*arguments).out == first.out
    assert len(findings(first)) == 5


def test_a_device_that_is_not_there_is_refused(piiscan, write, model, monkeypatch):
    from piiscan.model import device

    write({"a.txt": TEXT})
    monkeypatch.setattr(choosing, "_can_run", lambda: True)
    monkeypatch.setattr(device, "has_provider", lambda: False)
    done = piiscan("scan", "a.txt", "--isolated", "--model", model, "--device", "cuda")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"{REFUSED}--device cuda: this onnxruntime has no CUDA provider")
    assert piiscan("scan", "a.txt", "--isolated", "--device", "cuda").code == 0  # rules need none
    assert piiscan("scan", "a.txt", "--isolated", "--device", "tpu").code == 2


@needs_runtime
def test_reports_say_the_device(piiscan, write, model):
    write({"a.txt": TEXT})
    arguments = ("scan", "a.txt", "--isolated", "--model", model, "-o")
    assert json.loads(piiscan(*arguments, "json").out)["tool"]["device"] == "cpu"
    run = json.loads(piiscan(*arguments, "sarif").out)["runs"][0]
    assert run["tool"]["extensions"][0]["properties"] == {"device": "cpu"}
    assert "device" not in json.loads(piiscan("scan", "a.txt", "--isolated", "-o", "json").out)["tool"]


@needs_runtime
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_gpu_that_fails_in_the_middle_costs_no_finding_and_is_told_once(
    piiscan, write, model, monkeypatch, jobs
):
    from piiscan.errors import ModelError
    from piiscan.model import device, predict

    class Session(predict.Session):
        """A GPU that is the CPU, and is gone at the third batch."""

        def __init__(self, network, *, threads, name, device):
            super().__init__(network, threads=threads, name=name)
            self.left = 2 if device == "cuda" else 1 << 30

        def run(self, ids, features):
            self.left -= 1
            if self.left < 0:
                raise ModelError("the network failed: gone")
            return super().run(ids, features)

    monkeypatch.setattr(device, "has_provider", lambda: True)
    monkeypatch.setattr(device, "has_gpu", lambda: True)
    monkeypatch.setattr(predict, "Session", Session)
    write({f"d/{number}.txt": TEXT.replace("x", f"x{number}") for number in range(320)})
    arguments = ("scan", ".", "--isolated", "-o", "json", "--model", model, "-j", jobs)
    done = piiscan(*arguments)
    document = json.loads(done.out)
    assert len(document["findings"]) == 320
    assert document["tool"]["device"] == "cuda"
    told = [item for item in document["notices"] if item["kind"] == "device"]
    assert [item["message"] for item in told] == [
        "the GPU failed in the middle: from there on the model ran on the CPU"
    ]
    assert "the GPU failed" in done.err
    for path in Path(os.environ["PIISCAN_CACHE_DIR"]).glob("verdicts*"):
        path.unlink()
    by_name = piiscan(*arguments, "--device", "cuda")
    assert (by_name.code, by_name.out) == (2, "")
    assert "the network failed" in by_name.err


SECRET = "hunter2" + "xKq9"


@needs_runtime
def test_a_finding_says_which_layers_found_it_and_why(piiscan, write, model):
    write({"a.txt": f"{TEXT}password = '{SECRET}'\n"})
    arguments = ("scan", "a.txt", "--isolated", "--model", model, "--explain", "--show-notes")
    for _ in range(2):  # the second one finds what stands in the cache, and not why
        done = piiscan(*arguments, "-o", "json")
        found = {item["code"]: item["explanation"] for item in json.loads(done.out)["findings"]}
        assert [step["layer"] for step in found["MDL001"]] == ["model"]
        assert "no rule does" in found["MDL001"][0]["what"]
        assert found["MDL001"][0]["probability"] > found["MDL001"][0]["threshold"] == 0.5
        assert [step["layer"] for step in found["SEC010"]] == ["rule", "check", "model"]
        assert "it sees no PASSWORD here" in found["SEC010"][-1]["what"]
        assert found["SEC010"][-1]["probability"] is None
        assert SECRET not in done.out
    text = piiscan(*arguments)
    assert "= rule: SEC010 assigned-password matched" in text.out
    assert SECRET not in text.out + text.err
    assert "explanation" not in piiscan("scan", "a.txt", "--isolated", "-o", "json").out


def test_rules_alone_explain_themselves(piiscan, write):
    write({"a.py": f"password = '{SECRET}'\n", "tests/test_a.py": "password = 'swordfish'\n"})
    done = piiscan("scan", ".", "--isolated", "--explain", "-o", "json", "--include", "placeholder")
    for item in json.loads(done.out)["findings"]:
        layers = [step["layer"] for step in item["explanation"]]
        assert layers[:2] == ["rule", "check"]
        assert item["explanation"][-1]["confidence"] == pytest.approx(item["confidence"], abs=0.001)
        assert ("context" in layers) == (item["path"] != "a.py")
    assert SECRET not in done.out


@needs_runtime
@pytest.mark.parametrize(
    "text", ["ሰላም ለዓለም " * 400, "\u16a0\u16c7\u16bb" * 900, "\x7f\x01\x02" * 2000, "௧௨௩ கணக்கு\n" * 300]
)
def test_a_language_never_seen_is_read_to_its_end(piiscan, write, model, text):
    write({"a.txt": f"{text}\n{TEXT}"})
    found = findings(piiscan("scan", "a.txt", "--isolated", "-o", "json", "--model", model))
    assert [item[0] for item in found] == ["MDL001"]
