import subprocess
import sys
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from piiscan.suppress.inline import HEAD_BYTES, InlineIgnores

PAT = ("SEC101", "github-pat", "KEY")
PASSWORD = ("SEC901", "url-password", "PASSWORD")
EMAIL = ("PII101", "email", "EMAIL")


def covers(text: str | bytes, rule: tuple[str, str, str] = PAT, line: int = 1, end_line: int = 0) -> bool:
    data = text.encode() if isinstance(text, str) else text
    return InlineIgnores.parse(data).covers(line, end_line or line, *rule)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ignore",
        "piiscan",
        "piiscan ignore",
        "# mypiiscan: ignore",
        "# my_piiscan: ignore",
        "# mépiiscan: ignore",
        "# épiiscan: ignore",
        "# piiscan: ignored",
        "# piiscan: ignore_all",
        "# piiscan: ignore-all",
        "# piiscan: ignore-next-lines",
        "# piiscan: ignore-files",
        "# piiscan: ignore-next",
        "# piiscan: ignore2",
        "# piiscan: ign\u200bore",
        "# piiscan:\nignore",
        "# piiscan:",
        "# piiscan - ignore",
        "# piiscan.ignore",
        "# piiscan: ignore SEC101",
        "# piiscan: ignore because",
        "# piiscan: ignore: SEC101",
        "# piiscan: ignore=SEC101",
        "# piiscan: ignore(SEC101)",
        "# piiscan: ignore (SEC101)",
        "# piiscan: ignore[]",
        "# piiscan: ignore[ , ]",
        "# piiscan: ignore[SEC101",
        "# piiscan: ignore [SEC101",
        "# piiscan: ignore                [SEC101",
        "# piiscan: ignore[SEC101\n]",
        "# piiscan: ignore[SEC101\r\n]",
        "# piiscan: ignore[[SEC101]]",
        "# piiscan: ignore[SEC101 EMAIL]",
        "# piiscan: ignore[SEC101; EMAIL]",
        "# piiscan: ignore[SEC*]",
        "# piiscan: ignore[101]",
        "# piiscan: ignore[SEC101, see the wiki]",
        "# piiscan: ignore[sec101]",
        "# piiscan: ignore[key]",
        "# piiscan: ignore[S]",
        "# piiscan: ignore[SEC102]",
        "# piiscan: ignore[EMAIL,PII,gitlab-pat]",
        "# piiscan: ignore[" + "SEC101," * 200 + "]",
        "\n# piiscan: ignore",
        "# piiscan: ignore-next-line",
        "# pragma: allowlist",
        "# pragma: allowlist secrets",
        "# pragma: allowlist nextline secret",
        "# pragma allowlist secret",
        "# nopragma: allowlist secret",
        "#pragma once",
        "# gitleaks: allow",
        "# gitleaks:allowlist",
        "# notgitleaks:allow",
        "# trufflehog:ignored",
        "# noqa",
    ],
)
def test_silences_nothing_on_its_line(text: str) -> None:
    assert not covers(text)


@pytest.mark.parametrize(
    "text",
    [
        "piiscan: ignore",
        "x = 1 # piiscan: ignore",
        "x = 1 # piiscan:ignore",
        "x = 1  #piiscan  :\t ignore  ",
        "# PIIScan: IGNORE",
        "// piiscan: ignore",
        "//piiscan:ignore",
        "/* piiscan: ignore */ f(x)",
        "/*piiscan:ignore*/",
        "-- piiscan: ignore",
        "--piiscan:ignore",
        "; piiscan: ignore",
        "% piiscan: ignore",
        "<!-- piiscan: ignore -->",
        "<!--piiscan:ignore-->",
        "{# piiscan: ignore #}",
        "{#piiscan:ignore#}",
        '" piiscan: ignore',
        "' piiscan: ignore",
        "REM piiscan: ignore",
        "# piiscan: ignore\r",
        "# piiscan: ignore\r\nnext",
        '{"note": "piiscan: ignore"}',
        "# piiscan: ignore -- a key of the test server",
        "# piiscan: ignore # noqa: S105",
        "# noqa: S105, piiscan: ignore",
        "# “piiscan: ignore”",
        "# piiscan: ignored piiscan: ignore",
        "# piiscan: ignore[SEC101]",
        "# piiscan: ignore [SEC101]",
        "# piiscan:ignore[ SEC101 , ]",
        "# piiscan: ignore[EMAIL,SEC101]",
        "# piiscan: ignore[SEC1]",
        "# piiscan: ignore[SEC]",
        "# piiscan: ignore[KEY]",
        "# piiscan: ignore[github-pat]",
        "# piiscan: ignore[ALL]",
        "# piiscan: ignore[SEC101] -- a reason",
        "# piiscan: ignore[SEC101] a reason",
        "# piiscan: ignore[EMAIL] piiscan: ignore[SEC101]",
        "# piiscan: ignore-file",
        "# piiscan: ignore-file[SEC101]",
        "# pragma: allowlist secret",
        "# pragma:allowlist secret",
        "# pragma: whitelist-secret",
        "// gitleaks:allow",
        "<!-- gitleaks:allow -->",
        "# betterleaks:allow",
        "# trufflehog:ignore",
    ],
)
def test_silences_its_line(text: str) -> None:
    assert covers(text)


def test_bytes_that_are_not_utf8_do_not_matter() -> None:
    assert covers(b"\xe9\xff # piiscan: ignore \xfe")
    assert covers(b"\xff\xfe\x00 # piiscan: ignore[SEC101] \xff")


@pytest.mark.parametrize(
    "text", ["# pragma: allowlist secret", "# gitleaks:allow", "# betterleaks:allow", "# trufflehog:ignore"]
)
def test_the_words_of_secret_scanners_cover_secrets_only(text: str) -> None:
    assert covers(text, PAT)
    assert covers(text, PASSWORD)
    assert not covers(text, EMAIL)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_end_at_line_feeds(end: str) -> None:
    text = end.join(["a", "b # piiscan: ignore", "", "# piiscan: ignore-next-line[KEY] -- why", "d", "e"])
    assert [line for line in range(1, 7) if covers(text, PAT, line)] == [2, 5]
    assert [line for line in range(1, 7) if covers(text, EMAIL, line)] == [2]


def test_the_next_line_forms_leave_their_own_line_alone() -> None:
    for text in ("# piiscan: ignore-next-line\nx\ny", "# pragma: allowlist nextline secret\nx\ny"):
        assert [line for line in (1, 2, 3) if covers(text, PAT, line)] == [2]


@pytest.mark.parametrize(
    ("comment", "at", "expected"),
    [
        ("piiscan: ignore", 1, False),
        ("piiscan: ignore", 3, False),
        ("piiscan: ignore", 5, False),
        ("piiscan: ignore-next-line", 2, False),
        ("piiscan: ignore-next-line", 3, False),
        ("piiscan: ignore", 2, True),
        ("piiscan: ignore", 4, True),
        ("piiscan: ignore-next-line", 1, True),
    ],
)
def test_a_finding_from_line_2_to_4(comment: str, at: int, expected: bool) -> None:
    lines = ["x"] * 6
    lines[at - 1] = comment
    assert covers("\n".join(lines), PAT, 2, 4) is expected


def test_ignore_file_holds_on_every_line_for_its_rules() -> None:
    text = "\n\n# piiscan: ignore-file[EMAIL, github-pat] -- fixtures\n"
    assert covers(text, PAT, 999_999)
    assert covers(text, EMAIL, 1)
    assert not covers(text, PASSWORD, 3)


@pytest.mark.parametrize("before", [0, HEAD_BYTES - 30])
def test_ignore_file_counts_within_the_head(before: int) -> None:
    text = "x" * before + "\n# piiscan: ignore-file\n" + "y\n" * HEAD_BYTES
    assert covers(text)


@pytest.mark.parametrize("size", range(HEAD_BYTES - 40, HEAD_BYTES + 2))
def test_ignore_file_across_the_end_of_the_head_silences_nothing_more(size: int) -> None:
    """The cut must not turn `ignore-file[EMAIL]` into `ignore-file`, wherever it falls."""
    text = "x" * (size - 1) + "\n# piiscan: ignore-file[EMAIL]\n" + "y\n" * HEAD_BYTES
    assert not covers(text, PAT)
    assert covers(text, EMAIL) is (size + len("# piiscan: ignore-file[EMAIL]\n") <= HEAD_BYTES)


def test_segments_number_lines_on_and_take_the_head_from_the_first() -> None:
    first = b"# piiscan: ignore-file[EMAIL]\n" + b"x\n" * HEAD_BYTES
    head = first[:HEAD_BYTES]
    later = b"a\nb # piiscan: ignore[KEY]\n# piiscan: ignore-file\n"
    ignores = InlineIgnores.parse(later, first_line=1000, head=head)
    assert ignores.covers(1001, 1001, *PAT)
    assert not ignores.covers(1000, 1000, *PAT)
    assert ignores.covers(5, 5, *EMAIL)
    assert ignores.file == InlineIgnores.parse(first).file


def test_nothing_found_is_false() -> None:
    assert not InlineIgnores.parse(b"x = 1\n")
    assert InlineIgnores.parse(b"# piiscan: ignore[SEC101]")
    assert not InlineIgnores.parse(b"# piiscan: ignore[]")


_WORDS = ["piiscan", ":", " ", "ignore", "-next-line", "-file", "[", "]", ",", "SEC1", "\n", "\r", "--", "é"]


@given(st.binary() | st.lists(st.sampled_from(_WORDS)).map("".join).map(str.encode))
@example(b"piiscan: ignore[\xff]")
def test_parse_never_fails(data: bytes) -> None:
    InlineIgnores.parse(data).covers(1, 1, *PAT)


@given(st.binary(), st.integers(1, 50))
def test_without_a_marker_nothing_is_covered(data: bytes, line: int) -> None:
    markers = (b"piiscan", b"pragma:", b"gitleaks:allow", b"betterleaks:allow", b"trufflehog:ignore")
    if not any(marker in data.lower() for marker in markers):
        assert not InlineIgnores.parse(data)
        assert not InlineIgnores.parse(data).covers(line, line, *PAT)


@given(st.text(), st.text())
def test_a_whole_line_with_the_plain_form_is_always_covered(before: str, after: str) -> None:
    data = f"{before}\n# piiscan: ignore\n{after}".encode("utf-8", "replace")
    assert InlineIgnores.parse(data).covers(before.count("\n") + 2, before.count("\n") + 2, *EMAIL)


@pytest.mark.parametrize(
    "repeated", [b"piiscan: ignore[", b"piiscan: ignore[A]", b"piiscanpiiscan", b"pragma: "]
)
def test_a_hostile_line_of_a_megabyte_takes_no_quadratic_time(repeated: bytes) -> None:
    data = repeated * (1_000_000 // len(repeated))
    began = time.perf_counter()
    InlineIgnores.parse(data)
    assert time.perf_counter() - began < 5  # quadratic: minutes; linear: 0.2 s


def test_suppress_does_not_load_the_configuration_reader() -> None:
    code = (
        "import sys, piiscan.suppress.inline; print([m for m in sys.modules if m == 'piiscan.settings.load'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
