"""The model's layer: offsets are exact, rules that prove are left alone, and nothing of a text is left out."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.detect.detector import Detection
from piiscan.detect.filekind import FileKind
from piiscan.detect.judge import (
    MARGIN,
    PART,
    Part,
    apart,
    in_bytes,
    is_guess,
    judged,
    parts,
    said,
    text_of,
    to_read,
)
from piiscan.detect.modelled import CODES, IDS, modelled, modelled_of
from piiscan.model.gate import Stretch
from piiscan.model.spans import Prediction
from piiscan.types import Category, Status

HALF = dict.fromkeys(Category, 0.5)


def rule(category=Category.PASSWORD, *, generic=True, family="secrets/acme"):
    return modelled()[category]._replace(id="acme", code="ACM001", generic=generic, family=family)


def detection(start, end, *, confidence=0.6, layers=("rule",), status=Status.LIVE, partner=-1, **kind):
    return Detection(rule(**kind), start, end, status, confidence, layers, partner)


def prediction(start, end, category=Category.PASSWORD, probability=0.9, kind=Status.LIVE):
    return Prediction(start, end, category, kind, probability)


DATA = b"password = 'hunter2' # Emmy\n"
WHOLE = [Stretch(0, len(DATA))]


def test_nothing_found_nothing_seen():
    assert judged(DATA, [], WHOLE, [], HALF) == []


def test_what_a_rule_proves_stands_as_it_was():
    for item in (
        detection(12, 19, generic=False),
        detection(12, 19, layers=("rule", "proof")),
        detection(12, 19, layers=("rule", "decoded")),
    ):
        assert not is_guess(item)
        assert judged(DATA, [item], WHOLE, [], HALF) == [item]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"'u:⟦hunter2⟧'", "hunter2"),
        (r"'u:⟦hunter2\n⟧'", "hunter2"),
        (r"'u:⟦hunter2\r\n⟧'", "hunter2"),
        (r"'u:⟦hunter2\\n⟧'", r"hunter2\\n"),  # a backslash, and an n
        ("u:⟦hunter2 \t⟧", "hunter2"),
        ("u:⟦. hunter2⟧", "hunter2"),
        ("u:⟦.hunter2⟧", ".hunter2"),
    ],
)
def test_what_the_model_sees_ends_where_a_value_does(text, expected):
    start, end = text.index("⟦"), text.index("⟧") - 1
    data = text.replace("⟦", "").replace("⟧", "").encode()
    (found,) = judged(data, [], [Stretch(0, len(data))], [prediction(start, end)], HALF)
    assert data[found.start : found.end].decode() == expected


@pytest.mark.parametrize(
    ("text", "category", "expected"),
    [
        ("check('⟦s3cret⟧ probe')", Category.PASSWORD, "s3cret"),
        ("amqp://u:⟦s3cret⟧@host-name", Category.PASSWORD, "s3cret"),
        ("check('⟦s3cret.⟧probe')", Category.PASSWORD, "s3cret."),
        (
            "x = '⟦hT7vqZ2m⟧/ab+c='",
            Category.KEY,
            "hT7vqZ2m",
        ),  # no run goes on, so the path beside it is none of it
        ("check('⟦s3cret⟧-probe')", Category.PASSWORD, "s3cret-probe"),
        ("token: 'p7-⟦s3cretkey9⟧'", Category.KEY, "p7-s3cretkey9"),
        ("x = '⟦hT7vqZ2m⟧9Kx/ab+c=='", Category.KEY, "hT7vqZ2m9Kx/ab+c=="),
        ("x = '⟦hT7vqZ2m⟧9Kx/ab+c=='", Category.PASSWORD, "hT7vqZ2m9Kx"),
    ],
)
def test_no_half_of_a_secret_is_left(text, category, expected):
    start, end = text.index("⟦"), text.index("⟧") - 1
    data = text.replace("⟦", "").replace("⟧", "").encode()
    (found,) = judged(data, [], [Stretch(0, len(data))], [prediction(start, end, category)], HALF)
    assert data[found.start : found.end].decode() == expected


@pytest.mark.parametrize(
    ("path", "kind", "count"),
    [
        ("admin/i18n/pl.json", Status.LIVE, 0),
        ("admin/i18n/pl.json", Status.LICENCE, 1),
        ("admin/i18n/pl.json", Status.PLACEHOLDER, 1),
        ("admin/pl.json", Status.LIVE, 1),
        ("docs/translations/README-pl.md", Status.LIVE, 1),
    ],
)
def test_translations_name_nobody(path, kind, count):
    seen = [prediction(23, 27, Category.NAME, kind=kind)]
    assert len(judged(DATA, [], WHOLE, seen, HALF, file=FileKind(path))) == count


@pytest.mark.parametrize(
    ("user", "kind", "expected"),
    [
        ("john", Status.LIVE, Status.PLACEHOLDER),
        ("john", Status.LICENCE, Status.LICENCE),
        ("jnoether", Status.LIVE, Status.LIVE),
    ],
)
def test_what_stands_for_anybody_is_a_placeholder(user, kind, expected):
    data = f"User('{user}')".encode()
    seen = [prediction(6, 6 + len(user), Category.USERNAME, kind=kind)]
    assert [item.status for item in judged(data, [], [Stretch(0, len(data))], seen, HALF)] == [expected]


@pytest.mark.parametrize(
    ("path", "text", "count"),
    [
        ("a.rb", "  cart: @⟦cart⟧,", 0),
        ("a.ex", "Path.relative_to(absolute, @⟦phoenix⟧)", 0),
        ("a.rb", "# thanks to @⟦enoether⟧", 1),
        ("a.rb", "say 'thanks to @⟦enoether⟧'", 1),
        ("a.rb", "say '@⟦enoether⟧'", 1),
        ("a.py", "cart: @⟦enoether⟧,", 1),
        ("a.rb", "cart: ⟦enoether⟧,", 1),
    ],
)
def test_variables_of_ruby_and_elixir_are_nobody(path, text, count):
    start, end = text.index("⟦"), text.index("⟧") - 1
    data = text.replace("⟦", "").replace("⟧", "").encode()
    seen = [prediction(start, end, Category.USERNAME)]
    assert len(judged(data, [], [Stretch(0, len(data))], seen, HALF, file=FileKind(path))) == count


def test_a_family_that_guesses_is_judged():
    assert is_guess(detection(12, 19, generic=False, family="pii/usernames"))


def test_what_a_column_says_is_not_judged():
    """Its name stands far above what the model reads, which took one key of two from a table, and half of the names."""
    item = detection(12, 19)
    assert is_guess(item)
    item = item._replace(rule=item.rule._replace(split="columns.passwords"))
    assert not is_guess(item)
    assert judged(DATA, [item], WHOLE, [], HALF) == [item]


def test_what_the_model_has_not_read_stands_as_it_was():
    item = detection(12, 19)
    assert judged(DATA, [item], [Stretch(20, 28)], [], HALF) == [item]


def test_silence_weakens_a_guess_and_agreement_strengthens_it():
    item = detection(23, 27, category=Category.NAME)
    [alone] = judged(DATA, [item], WHOLE, [], HALF)
    [both] = judged(DATA, [item], WHOLE, [prediction(23, 27, Category.NAME)], HALF)
    assert alone.confidence < item.confidence < both.confidence
    assert (alone.layers, both.layers) == (("rule",), ("rule", "model"))


def test_a_guess_that_hardly_stood_falls():
    assert judged(DATA, [detection(23, 27, confidence=0.3, category=Category.NAME)], WHOLE, [], HALF) == []


@pytest.mark.parametrize("category", [Category.PASSWORD, Category.KEY])
def test_silence_takes_no_secret_of_a_rule(category):
    item = detection(12, 19, confidence=0.3, category=category)
    assert judged(DATA, [item], WHOLE, [], HALF) == [item]


def test_it_stands_where_even_less_is_asked_for():
    item = detection(23, 27, confidence=0.3, category=Category.NAME)
    [found] = judged(DATA, [item], WHOLE, [], HALF, least=0.05)
    assert 0.05 < found.confidence < 0.3


def test_what_cannot_be_is_not_added():
    assert judged(DATA, [], WHOLE, [prediction(23, 26, Category.NAME)], HALF) == []


def test_the_kind_of_file_weighs_what_the_model_takes_for_a_password():
    weak = b"x.login('u', 'testpass')\n"
    seen = [prediction(14, 22)]
    read = [Stretch(0, len(weak))]

    def status(path):
        [found] = judged(weak, [], read, seen, HALF, file=FileKind(path))
        return found.status

    assert (status("tests/test_a.py"), status("conf.ini")) == (Status.PLACEHOLDER, Status.LIVE)
    assert judged(weak, [], read, seen, HALF, file=FileKind("poetry.lock")) == []
    [unweighed] = judged(weak, [], read, seen, HALF)
    assert (unweighed.status, unweighed.confidence) == (Status.LIVE, 0.9)


def test_what_the_model_said():
    guess = detection(12, 19)
    [both] = judged(DATA, [guess], WHOLE, [prediction(12, 19)], HALF)
    assert said(both, guess, WHOLE, [prediction(12, 19)], HALF)[1:] == (
        "it sees a PASSWORD here too",
        both.confidence,
        0.9,
        0.5,
    )
    assert said(guess, guess, WHOLE, [], HALF).what == "it sees no PASSWORD here"
    assert said(guess, guess, [], [], HALF).what == "it did not read this"
    proven = detection(12, 19, generic=False)
    assert "no say" in said(proven, proven, WHOLE, [], HALF).what
    assert "no rule does" in said(guess, None, WHOLE, [prediction(12, 19)], HALF).what


def test_what_rules_have_found_vouches_for_its_like():
    data = b"connect --acct=10001010\n# --acct=10003001\n# --port=10003002\n"
    known = detection(15, 23, category=Category.ID, family="pii/ids")
    near = prediction(33, 41, Category.ID, 0.7), prediction(51, 59, Category.ID, 0.7)
    never = dict.fromkeys(Category, 1.0)
    read = [Stretch(0, len(data))]
    found = judged(data, [known], read, near, never)
    assert [(item.start, item.layers) for item in found] == [(15, ("rule",)), (33, ("model",))]
    assert judged(data, [], read, near, never) == []
    assert "its like nearby" in said(found[1], None, read, near, never).what
    assert to_read(data, [known], 0.5) == [(15, 23), (15, 41)]


def test_the_model_knows_a_placeholder():
    seen = [prediction(12, 19, kind=Status.PLACEHOLDER)]
    [found] = judged(DATA, [detection(12, 19)], WHOLE, seen, HALF)
    assert found.status is Status.PLACEHOLDER


def test_what_the_model_alone_sees_has_a_code_of_its_own():
    [found] = judged(DATA, [], WHOLE, [prediction(23, 27, Category.NAME)], HALF)
    assert (found.rule.code, found.start, found.end, found.layers) == ("MDL001", 23, 27, ("model",))


def test_below_its_threshold_the_model_says_nothing():
    assert judged(DATA, [], WHOLE, [prediction(23, 27, Category.NAME, 0.49)], HALF) == []


def test_a_name_grows_to_its_whole_and_takes_in_its_neighbour():
    data = b"by S.R. van den Berg <b@x.org>"
    read = [Stretch(0, len(data))]
    seen = [prediction(3, 7, Category.NAME), prediction(16, 20, Category.NAME)]
    assert [(item.start, item.end) for item in judged(data, [], read, seen, HALF)] == [(3, 20)]
    # What a rule has found stays as the rule has it, and what the model saw beside it is not lost.
    ours = detection(3, 7, category=Category.NAME, confidence=0.9)
    both = judged(data, [ours], read, seen[1:], HALF)
    assert [(item.start, item.end) for item in both] == [(3, 7), (16, 20)]


def test_what_masking_wrote_is_no_finding():
    data = b"# thanks to <NAME> for this\n"
    seen = [prediction(12, 18, Category.NAME), prediction(13, 17, Category.NAME)]
    for item in seen:
        assert judged(data, [], [Stretch(0, len(data))], [item], HALF) == []


def test_a_partner_that_fell_is_no_partner():
    items = [
        detection(12, 19, confidence=0.9, generic=False, partner=23),
        detection(23, 27, confidence=0.2, category=Category.NAME),
    ]
    [found] = judged(DATA, items, WHOLE, [], HALF)
    assert found.partner == -1


def test_every_category_has_a_code():
    assert sorted(modelled(), key=str) == sorted(Category, key=str)
    assert sorted(item.code for item in modelled().values()) == sorted(CODES)
    assert sorted(item.id for item in modelled().values()) == sorted(IDS)
    assert [item.id for item in modelled_of({"model-key", "github-pat"})] == ["model-key"]
    assert modelled_of(set()) == []


def test_bytes_that_are_no_utf_8_are_characters_one_by_one():
    data = b"gr\xf6\xdfe Emmy"
    part = Part(0, len(data), 0, len(data))
    text = text_of(data, part)
    assert text == "größe Emmy"
    assert in_bytes(part, text, [prediction(6, 10)]) == [prediction(6, 10)]


texts = st.text(st.sampled_from("ab\n é漢😀"), min_size=1, max_size=60)


@given(texts, st.data())
def test_offsets_are_those_of_the_bytes(text, source):
    data = text.encode()
    edges = sorted(source.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=8)))
    spans = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    part = Part(0, len(data), 0, len(data) + 1)
    found = in_bytes(part, text_of(data, part), [prediction(*span) for span in spans])
    assert [data[item.start : item.end].decode() for item in found] == [text[a:b] for a, b in spans]


@given(st.lists(st.sampled_from(["x" * 700, "é" * 900, "\n", "\r\n", "漢" * 6000])), st.integers(0, 50))
def test_parts_leave_nothing_out_and_say_nothing_twice(pieces, start):
    data = "".join(pieces).encode()
    start = min(start, len(data))
    cut = list(parts(data, [Stretch(start, len(data))] if start < len(data) else []))
    at = start
    for part in cut:
        assert part.own_start == at < part.own_end
        assert part.start <= part.own_start
        assert part.own_end <= part.end
        assert part.end - part.start <= PART + 3 * MARGIN + 6
        at = part.own_end
    assert at == len(data)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9))))
def test_apart(spans):
    found = apart([prediction(start, start + length) for start, length in sorted(spans)])
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
