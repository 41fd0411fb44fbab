"""Tells whether a place gives credit: a copyright line, an author field, a list of contributors."""

from __future__ import annotations

import re
from typing import Final

from piiscan.compiled import regex
from piiscan.detect.candidate import LINE_REACH, Candidate
from piiscan.detect.changes import made_the_change
from piiscan.detect.filekind import FileKind
from piiscan.types import Status

#: Where one of these stands on a line, nothing else is asked.
_SURE = tuple(
    b"copyright|(c)|\xc2\xa9|&copy;|last-translator|language-team|packager|vcard|copyleft".split(b"|")
)
#: One of these is in every match of the expression below, which takes ten times as long to say no.
_STEMS = tuple(
    b"author|maintain|by|contribut|credit|licen|report-msgid|thanks to|thx|from|__contact__|__email__|team-member|"
    b"gnu@gnu.org|e<lt>|, write to".split(b"|")
)
_ON_LINE: Final = regex(
    rb"@author|__(?:author|maintainer|contact|credit|email)s?__|(?:module|section|code)author:|\bgnu@gnu\.org|E<lt>|\bif not, write to\b|"
    rb"(?<![a-z])(?:author|maintainer)s?_?e?-?mails?(?![a-z])|class=\"team-member|\b(?:original|co|first|main)?[ _-]?authors?\b|maintain(?:er|ed)|"
    rb"\b(?:written|created|contributed|developed|designed|ported|adapted|provided|implemented|modified|rewritten|"
    rb"translated|improved|updated|extended|code|based on work|originally)\b"
    rb"[^\n.;]{0,40}\bby\b|"
    rb"contribut(?:or|ion)s?\b|\bcredits?\b|licen[cs]ed?\b|report-msgid-bugs-to|"
    rb"signed-off-by|co-authored-by|reviewed-by",
    re.IGNORECASE,
)
#: In the comments of a program it is a credit who did this; texts and logs of changes speak of people.
_THANKED: Final = regex(
    rb"thanks to|\bthx\b|\b(?:patches?|fix|contribution|improvements?) (?:from|by)\b|"
    rb"\b(?:reported|suggested|submitted|fixed|patch(?:es)?|idea)\b[^\n.;]{0,40}\bby\b",
    re.IGNORECASE,
)
#: What the headers of a message end with.
_EMPTY_LINE: Final = regex(rb"\n\r?\n")
#: A name and its address in a comment: what header comments are made of.
_IN_COMMENT: Final = regex(
    rb"^[ \t]*(?:#|\*|//|/\*|--|;|%|\.\\\"|<!--|dnl\b|REM\b|!)[^\n]{0,80}?(?:[A-Z]|[\xc3-\xef][\x80-\xbf])[^\n<(@]{2,60}"
    rb"(?:<|&lt;|\()[^\s<>()@,'\"]{1,64}(?:@| at |\[at\])"
)
#: A line of a comment's header that is nothing but an address, below one that is nothing but a name or behind the copyright's:
#: what frames and begins such lines, and a name.
_FRAME: Final = b' \t\r#*=/;%.\\"|!-+~'
_ADDRESS: Final = regex(rb"[^\s<>()@,'\"]{1,64}@[^\s<>()@,'\":=]{1,100}")
_FULL_NAME: Final = regex(
    rb"(?:(?:[A-Z]|[\xc3-\xef][\x80-\xbf])[\w.'\x80-\xff-]* +(?:(?:van|von|de|der|den) +){0,2}){1,3}(?:[A-Z]|[\xc3-\xef][\x80-\xbf])[\w'\x80-\xff-]+"
)
_MAIL_KEY: Final = regex(rb"(?:e-?)?mail[ \t]*:[ \t]*", re.IGNORECASE)
_NAMES_ITS_AUTHOR: Final = regex(rb"copyright|\bauthors?\b", re.IGNORECASE)
_COMMENT: Final = regex(rb"[ \t]*(?:#|\*|//|/\*|--|;|%|\.\\\"|!|=|\|)")
_ABOVE: Final = 300
#: A line that is nothing but a name and an address, as lists of people have them; Debian's changelog trailer.
_ALONE: Final = regex(
    rb"^(?: -- |[ \t*-]*)(?:[A-Z]|[\xc3-\xef][\x80-\xbf])[^<>\n:;=@\"]{2,50} (?:<|&lt;|\()[^\s<>()@,'\"]{1,64}(?:@| at )[^\s<>]+(?:>|&gt;|\))"
    rb"(?:[ \t,.;]*(?:\([^\n]*\))?|  [A-Z][a-z]{2}, [^\n]*)$"
)
#: The same with a handle for a name, or a count before it as `git shortlog -se` prints. One such line is anything,
#: two on end in a text are people.
_LISTED: Final = regex(
    rb"^(?!@@)[ \t]*(?:[*+-][ \t]+)?(?:\d{1,5}[ \t]+)?[^<>\n:;={}\[\]]{1,60}<[^\s<>@]{1,64}@[^\s<>@]{1,100}>[ \t,.;]*$"
)
_LISTED_LENGTH: Final = 240
#: `53 authors added to this release (alphabetically):`
_INTRODUCES: Final = regex(
    rb"(?:authors?|contributors?|contributed|reviewers?|maintainers?|developers?|thanks?)\b[^\n]{0,100}:[ \t]*\**$",
    re.IGNORECASE,
)
#: A heading or key after which people are listed, one a line.
_LIST_OPENS: Final = regex(
    rb"(?:authors?|contributors?|maintainers?|credits?|developers?|thanks(?: to)?|copyright|written by|committers?|"
    rb"acknowledge?ments?)[ \t]*[\"']?[ \t]*[:=]?[ \t]*[\[{(]?[ \t]*(?:$|\{|\[)",
    re.IGNORECASE | re.MULTILINE,
)
_LIST_STEMS = (
    b"author",
    b"contribut",
    b"maintain",
    b"credit",
    b"develop",
    b"thanks",
    b"copyright",
    b"written",
    b"committer",
    b"acknowl",
)
_HEADINGS: Final = frozenset(
    b"author|authors|contributors|maintainers|credits|developers|core developers|thanks|thanks to|committers|acknowledgements|"
    b"acknowledgments|team|the team|core team|our team|people|emeritus|emeritus maintainers|past maintainers".split(
        b"|"
    )
)
_LINK: Final = regex(rb"mailto:|</a>|<li>")
_PAGES: Final = frozenset(("html", "htm", "xhtml"))
_PAGE_HEADING: Final = regex(rb"<h[1-6](?:\s[^<>]{0,200})?>([^\n]{1,200}?)</h[1-6]>", re.IGNORECASE)
_TAG: Final = regex(rb"<[^<>]{0,200}>")
_CLOSES: Final = {b"[": b"]", b"{": b"}", b"(": b")"}
_REACH: Final = 1500
#: How many lines up a list may begin.
_LIST_LINES: Final = 400
_POINTS: Final = frozenset((b"- ", b"* ", b"+ "))
_ELEMENTS: Final = (b"author", b"maintainer", b"developer", b"contributor", b"editor")


def in_credit(candidate: Candidate) -> bool:
    """Whether the candidate stands in a credit: by file, by its line, or in a list that a heading opens."""
    file = candidate.file
    if file.gives_credit or file.is_lock:  # who wrote what somebody depends on
        return True
    if file.has_headers and _in_header(candidate.data, candidate.line_start()):
        return True
    place = _line_of(candidate)
    # A line can hold ten thousand addresses, and everyone on it gets the same answer.
    answer = file.answers.get(place)
    if answer is None:
        answer = file.answers[place] = _credits(candidate.data, file, *place)
    return answer


def _in_header(data: bytes, start: int) -> bool:
    """Whether the line stands above the first empty one, and does not go on with what the one before says."""
    return data[start : start + 1] not in (b" ", b"\t") and not _EMPTY_LINE.search(data, 0, start)


def _line_of(candidate: Candidate) -> tuple[int, int]:
    """The line; of a very long one, a piece round the candidate that its neighbours share."""
    start, end = candidate.line_start(), candidate.line_end()
    if candidate.start - start >= LINE_REACH:
        start = candidate.start // LINE_REACH * LINE_REACH - LINE_REACH
    if end - candidate.end >= LINE_REACH:
        end = min((candidate.end // LINE_REACH + 2) * LINE_REACH, len(candidate.data))
    return start, end


def _credits(data: bytes, file: FileKind, start: int, end: int) -> bool:
    line = data[start:end].rstrip()
    lowered = line.lower()
    if any(stem in lowered for stem in _SURE):
        return True
    for stem in _STEMS:
        if stem in lowered:
            if _ON_LINE.search(line) or (not (file.is_doc or file.is_changes) and _THANKED.search(line)):
                return True
            break
    if made_the_change(data, file, line, start):
        return True
    if b"@" in line and _in_head(data, line, start):
        return True
    if lowered.startswith(
        (b":contact:", b":email:")
    ):  # at the head of a document in reStructuredText or AsciiDoc
        return b":author" in data[max(0, start - 600) : start].lower()
    if (b"<" in line or b"(" in line or b"&lt;" in line) and (
        (_IN_COMMENT.search(line) and not (file.is_changes and line.lstrip()[:1] == b"*"))
        or _ALONE.search(line)
        or (file.is_doc and _in_wall(data, line, start, end))
    ):
        return True
    if file.extension in _PAGES and _LINK.search(line) and _below_heading(data, file, start):
        return True
    above = data[max(0, start - _REACH) : start]
    return _in_list(above) or (b"<" in above and _in_element(above)) or _in_block(data, file, line, start)


def _in_head(data: bytes, line: bytes, start: int) -> bool:
    """Whether the line is an address, and nothing else, of whoever the line above it or a copyright nearby names."""
    if len(line) > _LISTED_LENGTH:
        return False
    bare = line.strip(_FRAME)
    key = _MAIL_KEY.match(bare)
    if not _ADDRESS.fullmatch(bare, key.end() if key else 0):
        return False
    above = data[max(0, start - _ABOVE) : max(0, start - 1)]
    if key:
        return bool(_NAMES_ITS_AUTHOR.search(above))
    previous = above[above.rfind(b"\n") + 1 :]
    return bool(
        _COMMENT.match(line) and _COMMENT.match(previous) and _FULL_NAME.fullmatch(previous.strip(_FRAME))
    )


def _in_wall(data: bytes, line: bytes, start: int, end: int) -> bool:
    """Whether the line is one of several, each nothing but a name or handle and its address."""
    if len(line) > _LISTED_LENGTH or not _LISTED.search(line):
        return False
    floor, ceiling = max(0, start - _LISTED_LENGTH), end + _LISTED_LENGTH
    above = data[data.rfind(b"\n", floor, max(floor, start - 1)) + 1 : max(floor, start - 1)]
    following = data.find(b"\n", end + 1, ceiling)
    below = data[end + 1 : following if following >= 0 else ceiling]
    return bool(_LISTED.search(above.rstrip()) or _LISTED.search(below.rstrip()))


def _below_heading(data: bytes, file: FileKind, start: int) -> bool:
    """Whether the last heading of a page above ``start`` promises people. Lines ask in order, so each is searched once."""
    begin, answer = file.heading
    if start < begin:
        begin, answer = 0, False
    for found in _PAGE_HEADING.finditer(data, begin, start):
        answer = _is_heading(_TAG.sub(b"", found[1]))
    file.heading = (start, answer)
    return answer


def _in_element(above: bytes) -> bool:
    """Whether an element of XML that names an author was opened above, and not closed."""
    for name in _ELEMENTS:
        opened = above.rfind(b"<" + name)
        if opened >= 0 and above.find(b"</" + name, opened) < 0:
            after = above[opened + 1 + len(name) :][:1]
            if after in b"> \t\r\n":
                return True
    return False


def _in_block(data: bytes, file: FileKind, line: bytes, line_start: int) -> bool:
    """Whether the line is a point of a list that follows a heading or a sentence which promises people.

    The lines without a blank one between them get one answer: the next one asks this one.
    """
    if line.lstrip()[:2] not in _POINTS:
        return False
    at, answer = line_start, None
    for _ in range(_LIST_LINES):
        previous = data.rfind(b"\n", max(0, at - LINE_REACH), max(0, at - 1)) + 1
        if not previous:
            break
        if not data[previous:at].strip():
            answer = _is_introduced(data[max(0, previous - 600) : previous])
            break
        at = previous
        answer = file.answers.get((at, -1))
        if answer is not None:
            break
    file.answers[line_start, -1] = bool(answer)
    return bool(answer)


def _is_introduced(above: bytes) -> bool:
    lines = [line.strip() for line in above.split(b"\n")]
    _drop_rules(lines)
    if not lines:
        return False
    if _INTRODUCES.search(lines[-1]) or _is_heading(lines[-1]):
        return True
    while lines and lines[-1]:
        lines.pop()  # a paragraph between the heading and the list
    _drop_rules(lines)
    return bool(lines) and _is_heading(lines[-1])


def _drop_rules(lines: list[bytes]) -> None:
    """Take away the blank lines at the end, and what a heading is underlined with."""
    while lines and not lines[-1].strip(b"#*/;=~^\"'`.+_- \t"):
        lines.pop()


def _is_heading(line: bytes) -> bool:
    return line.strip(b"#*=: \t").lower() in _HEADINGS


def _in_list(above: bytes) -> bool:
    opened = _opened(above)
    if opened is None:
        return False
    between = above[opened.end() :]
    bracket = opened.group().rstrip()[-1:]
    if bracket in _CLOSES:
        return _CLOSES[bracket] not in between
    # Underlines below a heading and one blank line may follow; a second blank line ends the list.
    return (
        not re.search(rb"\n[ \t#*/;-]*\n[ \t#*/;-]*\S[^\n]*\n[ \t#*/;-]*\n", between)
        and between.count(b"\n") < 40
    )


def _opened(above: bytes) -> re.Match[bytes] | None:
    """The last heading or key that a list may follow. The lines that one can stand on are looked at alone, from the last."""
    lowered = above.lower()
    at = len(lowered)
    while (at := max(lowered.rfind(stem, 0, at) for stem in _LIST_STEMS)) >= 0:
        start, end = lowered.rfind(b"\n", 0, at) + 1, lowered.find(b"\n", at)
        found = [*_LIST_OPENS.finditer(above, start, end if end >= 0 else len(above))]
        if found:
            return found[-1]
        at = start
    return None


def mark(candidate: Candidate) -> None:
    """Label the candidate as a licence credit where it stands in one."""
    if candidate.status is Status.LIVE and in_credit(candidate):
        candidate.status = Status.LICENCE
