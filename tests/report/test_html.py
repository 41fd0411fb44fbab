from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

import piiscan.report.html_
from piiscan.report.base import RenderContext
from piiscan.report.html_ import FINDING_CAP, left_out, render
from piiscan.report.html_.charts import BAR_CAP, groups_of
from piiscan.report.html_.page import UNREAD_CAP
from piiscan.types import NoticeKind, Origin, Revision, Severity, Totals

from .samples import EMAIL, HOSTILE_PATHS, NAME, ODD_PATHS, RULES, TOKEN, finding, many, notice, result

FOLDER = Path(piiscan.report.html_.__file__).parent
_VOID = {"meta", "col", "input", "rect", "link", "br", "img"}
_MARKUP = "<script>alert(1)</script>\"' onclick='alert(2)"


class _Page(HTMLParser):
    """Elements with their attributes, the text of each kind, and that everything opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts.setdefault(self.open[-1], []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def text(self, tag: str) -> str:
        return "".join(self.texts.get(tag, []))


def _page(*findings: object, **changes: object) -> _Page:
    return _Page(render(result(*findings, **changes), RenderContext()))  # type: ignore[arg-type]


def _rows(page: _Page) -> list[dict[str, str | None]]:
    return [each for each in page.all("tr") if "data-rule" in each]


def test_nothing_found_is_said() -> None:
    page = _page()
    assert page.text("strong") == "Nothing found"
    assert "812 files, 9.3 MB." in page.text("p")
    assert page.all("table") == page.all("form") == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"totals": Totals()}, "No file was scanned"),
        ({"notices": (notice(NoticeKind.UNREADABLE, "a"),)}, "Nothing found in what could be read"),
        ({"notices": (notice(NoticeKind.BINARY, "a"),)}, "Nothing found"),
    ],
)
def test_a_page_without_findings_promises_no_more_than_was_read(
    changes: dict[str, object], said: str
) -> None:
    assert _page(**changes).text("strong") == said


def test_a_finding() -> None:
    text = render(result(TOKEN), RenderContext())
    assert (
        '<tr data-severity="error" data-category="KEY" data-rule="SEC101" data-line="12">'
        '<td><span class="word error">Error</span></td>'
        '<td><a href="#rule-SEC101">SEC101</a> GitHub token</td>'
        '<td>KEY<span class="small">confidence 0.98</span></td>'
        '<td><span class="place">config/prod.env</span><span class="place line">:12:9</span></td>'
        "<td><code>token = <mark>&lt;KEY&gt;</mark>  # of the bot</code></td></tr>\n"
    ) in text
    assert 'id="rule-SEC101"' in text
    assert "Whoever reads it can push to your repositories." in text


def test_every_severity_is_in_it_the_worst_first() -> None:
    page = _page(NAME, EMAIL, TOKEN)
    assert [row["data-severity"] for row in _rows(page)] == ["error", "warning", "note"]
    assert page.texts["dd"][:3] == ["1", "1", "1"]


def test_blocks_parts_and_history() -> None:
    origin = Origin("file", "ab" * 20, "2024-03-01T10:00:00+01:00", "cd" * 20, False)
    text = render(
        result(finding(end_line=38, related=(EMAIL,), origin=origin), commits=2407), RenderContext()
    )
    assert ":12-38<" in text
    assert "with: E-mail address (PII101) in line 12" in text
    assert "first in commit abababababab of 2024-03-01, not in HEAD" in text
    assert "<dt>Commits read</dt><dd>2,407</dd>" in text


def test_what_was_scanned() -> None:
    revision = Revision("https://example.org/o/p.git", "12" * 20, "<main>")
    text = render(result(TOKEN, revision=revision), RenderContext())
    assert '<a href="https://example.org/o/p.git" rel="noopener noreferrer">' in text
    assert "121212121212</code>, branch &lt;main&gt;</p>" in text
    text = render(result(TOKEN, revision=Revision("", "12" * 20, "")), RenderContext())
    assert '<p class="source">Scanned: commit <code>121212121212</code></p>' in text
    assert 'class="source"' not in render(result(TOKEN, revision=Revision("", "", "main")), RenderContext())
    text = render(result(TOKEN, revision=revision._replace(url="javascript:alert(1)")), RenderContext())
    assert "javascript:alert(1), commit" in text
    assert 'href="javascript' not in text


# Nothing from outside becomes markup, and nothing is loaded


def test_its_policy_names_its_own_style_and_scripts_and_nothing_else() -> None:
    text = render(result(TOKEN), RenderContext())
    page = _Page(text)
    (policy,) = [
        each["content"] for each in page.all("meta") if each.get("http-equiv") == "Content-Security-Policy"
    ]
    parts = dict(part.strip().split(" ", 1) for part in str(policy).split(";"))
    assert parts.keys() == {"default-src", "style-src", "script-src", "base-uri", "form-action"}
    assert {parts[name] for name in ("default-src", "base-uri", "form-action")} == {"'none'"}
    for tag, name in (("style", "style-src"), ("script", "script-src")):
        bodies = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        hashes = [b64encode(sha256(body.encode()).digest()).decode() for body in bodies]
        assert parts[name].split() == [f"'sha256-{digest}'" for digest in hashes]


def test_it_loads_nothing_and_has_neither_inline_styles_nor_handlers() -> None:
    page = _page(TOKEN, EMAIL, NAME)
    for tag, attributes in page.tags:
        assert not attributes.keys() & {"src", "style", "srcset", "background"}, tag
        assert not [name for name in attributes if name.startswith("on")]
    assert page.all("link") == page.all("img") == page.all("iframe") == []
    for part in ("page.css", "page.js"):
        content = (FOLDER / part).read_text("utf-8")
        assert content.isascii()
        assert not re.search(r"https?:|url\(|@import|fetch\(|XMLHttp|innerHTML|eval\(|</", content)


@pytest.mark.parametrize("field", ["path", "title", "frame", "code", "rule"])
def test_markup_in_a_finding_stays_text(field: str) -> None:
    hostile = finding(**{field: _MARKUP}, frame_start=2, frame_end=9)
    plain = finding(frame_start=2, frame_end=9)
    rules = {**RULES, _MARKUP: RULES["github-pat"]}
    page = _page(hostile, rules=rules)
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in _page(plain).tags]
    assert not any("alert" in script for script in page.texts["script"])


def test_markup_in_rules_notices_and_names_stays_text() -> None:
    rule = RULES["github-pat"]._replace(
        title=_MARKUP, why=_MARKUP, fix=_MARKUP, references=(f"https://x/{_MARKUP}", f"javascript:{_MARKUP}")
    )
    changes = {
        "rules": {"github-pat": rule},
        "notices": (notice(NoticeKind.UNREADABLE, _MARKUP, _MARKUP),),
        "totals": Totals(files=1, skipped={_MARKUP: 1}),
        "version": _MARKUP,
        "model": _MARKUP,
        "revision": Revision(f"https://{_MARKUP}", "1" * 40, _MARKUP),
    }
    page = _page(TOKEN, **changes)
    assert not [each for _, attributes in page.tags for each in attributes if each.startswith("on")]
    assert len(page.all("script")) == 2
    assert {str(each["href"]).split(":")[0].split("/")[0] for each in page.all("a")} == {
        "#findings", "#rule-SEC101", "https"
    }  # fmt: skip


@pytest.mark.parametrize("path", (HOSTILE_PATHS | ODD_PATHS).values(), ids=(HOSTILE_PATHS | ODD_PATHS).keys())
def test_any_path(path: str) -> None:
    page = _page(finding(path=path), finding(path=f"{path}/x"))
    page.text("span").encode("utf-8")
    if path in ODD_PATHS.values():
        assert path in page.texts["span"]


# Size


def test_beyond_20_000_the_worst_are_listed_and_the_rest_is_counted() -> None:
    findings = [*many(3, NAME), *many(FINDING_CAP, TOKEN)]
    given = result(*findings)
    page = _Page(render(given, RenderContext()))
    assert left_out(given) == 3
    assert left_out(result(*findings[3:])) == 0
    rows = _rows(page)
    assert len(rows) == FINDING_CAP
    assert {row["data-severity"] for row in rows} == {"error"}
    assert "3 findings are not in the table." in page.text("strong")
    assert page.texts["dd"][:3] == ["20,000", "0", "3"]


def test_what_was_not_scanned_is_listed_and_its_end_is_said() -> None:
    notices = tuple(notice(NoticeKind.UNREADABLE, f"{number:03}") for number in range(UNREAD_CAP + 2))
    page = _page(notices=notices, totals=Totals(files=1, skipped={"unreadable": UNREAD_CAP + 2, "binary": 3}))
    assert "By reason: 3 binary, 102 unreadable." in page.text("p")
    assert "and 2 more; -o json names them all" in page.text("li")


# Charts


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([], {}),
        (["a.py"], {""}),
        (["a/b.py"], {"a/"}),
        (["a/b/c/d/e.py", "a/b/x/d/e.py"], {"a/b/c/", "a/b/x/"}),
        (["/home/a/b.py"], {"/home/a/"}),
        ([f"a/{number}/b.py" for number in range(BAR_CAP)], {f"a/{number}/" for number in range(BAR_CAP)}),
        ([f"a/{number}/b.py" for number in range(BAR_CAP + 1)], {"a/"}),
        (
            [f"{number}/b.py" for number in range(BAR_CAP + 5)],
            {f"{number}/" for number in range(BAR_CAP + 5)},
        ),
    ],
)
def test_directories(paths: list[str], expected: set[str]) -> None:
    assert set(groups_of(paths).values()) == set(expected)


def test_bars_beyond_the_tenth_are_one_more() -> None:
    findings = [finding(path=f"{number}/a.py") for number in range(BAR_CAP + 5)]
    text = render(result(*findings), RenderContext())
    assert "<span>5 more</span>" in text


def test_bars_say_their_numbers_and_fill_what_they_should() -> None:
    text = render(
        result(*many(3, TOKEN), *many(1, EMAIL, severity=Severity.WARNING, category=TOKEN.category)),
        RenderContext(),
    )
    assert '4<span class="out">: 3 errors, 1 warning</span>' in text
    assert '<rect class="error" x="0.00" width="75.00" height="12"/>' in text
    assert '<rect class="warning" x="75.00" width="25.00" height="12"/>' in text


# Readable by everyone


def test_it_is_made_for_readers_of_all_kinds() -> None:
    page = _page(TOKEN, EMAIL)
    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert all("scope" in each for each in page.all("th"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(each.get("aria-hidden") == "true" for each in page.all("svg"))
    targets = {each["id"] for _, each in page.tags if "id" in each}
    assert {str(each["href"])[1:] for each in page.all("a") if str(each["href"]).startswith("#")} <= targets
    assert {str(each["aria-labelledby"]) for _, each in page.tags if "aria-labelledby" in each} <= targets
    assert len(targets) == sum("id" in each for _, each in page.tags)
    # Without a script: no filter that does nothing, and no row hidden.
    assert "hidden" in page.all("form")[0]
    assert not [row for row in _rows(page) if "hidden" in row]


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * each for each in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_in_light_dark_and_on_paper() -> None:
    """WCAG 2.2 AA: 4.5 for text, 3 for what is drawn."""
    css = (FOLDER / "page.css").read_text("utf-8")
    schemes = [
        dict(re.findall(r"--([\w-]+): (#\w+)", each)) for each in re.findall(r":root \{(.*?)\}", css, re.S)
    ]
    assert len(schemes) == 3
    for colours in schemes:
        for ground in ("page", "card", "head"):
            for text in ("text", "soft", "link", "error", "warning", "note"):
                assert _contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        assert _contrast(colours["text"], colours["mark"]) >= 4.5
        for drawn in {"error-bar", "warning-bar", "note-bar", "edge"} & colours.keys():
            assert _contrast(colours[drawn], colours["card"]) >= 3, drawn
