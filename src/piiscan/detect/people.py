"""Finds the people in a credit: ``2010-2012 Ada Lovelace <…>, Grace Hopper and others``."""

from __future__ import annotations

import re

from piiscan.compiled import regex

#: A capital (ASCII or the start of an accented or non-Latin one), then letters, marks, apostrophes.
_CAPITAL = rb"(?:[A-Z]|[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2})"
_LETTER = rb"(?:[A-Za-z'`]|\xe2\x80\x99|[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2})"
_PARTICLE = rb"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|ten|ter|bin|ibn|al|el|zu|zur|af|av|y)"
_PART = _CAPITAL + _LETTER + rb"{1,20}"
_WORD = _PART + rb"(?:-(?:" + _PARTICLE + rb"-){0,2}" + _PART + rb")?"
_INITIAL = _CAPITAL + rb"\.?(?:-?" + _CAPITAL + rb"\.)?"
#: What comes between: initials, particles, and what friends say: `Emmy "E" Noether`, `Tomas (t0m) Doran`.
_BETWEEN = rb"(?: (?:" + _INITIAL + rb"(?= )|" + _PARTICLE + rb"(?= )))*"
_LAST = rb"(?: (?:" + _CAPITAL + rb"\.)?" + _WORD + rb")"
_OF = rb"(?: " + _PARTICLE + rb"){1,2} " + _WORD + rb"(?: " + _WORD + rb")?"
_JUNIOR = rb"(?:,? (?:Jr|Sr)(?:\.|(?![A-Za-z]))| I{2,3}(?![A-Za-z]))"
_NAME = regex(
    rb"(?<![A-Za-z0-9_.@/-])" + _WORD + rb"(?: '[A-Za-z0-9]+'| \"[A-Za-z0-9]+\"| \([a-z0-9]+\))?" + _BETWEEN
    + _LAST + rb"{1,3}(?:" + _OF + rb")?" + _JUNIOR + rb"?(?![A-Za-z0-9_@]|://)"
    rb"|(?<![A-Za-z0-9_.@/-])(?:" + _CAPITAL + rb"\. ?){1,3}(?:" + _PARTICLE + rb" ){0,2}" + _WORD
    + rb"(?: " + _WORD + rb"){0,2}" + _JUNIOR + rb"?(?![A-Za-z0-9_@])"
)  # fmt: skip
#: Programs that write their names into what they make, `%%Creator: Adobe Illustrator(R) 24.0`.
PRODUCTS = frozenset(
    b"acrobat adobe coreldraw distiller ghostscript gimp illustrator indesign inkscape latex libreoffice openoffice pdftex photoshop".split()
)
_NOT_PEOPLE = PRODUCTS | frozenset(
    b"inc llc ltd limited gmbh corp corporation company co foundation project projects team authors author contributors software "
    b"technologies technology systems university institute college school laboratory laboratories lab labs group association "
    b"organization organisation center centre department consortium society committee council networks network solutions "
    b"services service research international computing computer computers digital media studio studios academy ministry "
    b"license licence licensed public general all rights reserved the this that these and or for with from by of in on under "
    b"version file free open source code apache mozilla gnu bsd mit copyright holder holders owner owners developers developer "
    b"maintainers maintainer maintained community various others please see note new original program library package module "
    b"january february march april may june july august september october november december monday tuesday wednesday thursday "
    b"friday saturday sunday facebook google microsoft apple amazon oracle intel nvidia sun ibm red hat canonical debian ubuntu "
    b"linux windows unix android python java javascript ruby perl php django sympy node github gitlab bitbucket twitter linkedin "
    b"email mail website home page url date created updated modified last first name full your my his her their our its "
    b"written contributed portions based permission redistribution copies documentation any no not none unknown anonymous "
    b"users user admin administrator root example test tester bot robot automation ci sample default japan germany france italy spain china united states "
    b"kingdom america europe california new york francisco berlin london paris translations translation language english french "
    b"german spanish italian dutch russian chinese japanese portuguese swedish polish czech turkish korean greek is are was "
    b"derivative works protocol negotiation token patent enterprises initiative experts internet packages cli process oy sia "
    b"thanks precision factory nobody unmaintained wed thu fri tue mon changelog changes fixes break "
    b"subject content body message title database release released candidate stable unreleased add added adds allow allows bump collect drop dropped handle handled hide improve improved make makes move moved refactor remove removed "
    b"removes rename renamed retry revert show silence support supports update updates use uses upgrade upgraded".split()
)
_STOCK = regex(
    rb"(?:john|jane|joe|jon) (?:q\.? |x\.? )?(?:doe|roe|smith|bloggs|public|user|schmoe)|max mustermann|erika mustermann|"
    rb"alice|bob|foo(?: bar)?|your (?:full )?name|first(?:name)? last(?:name)?|some(?:body| ?one)?(?: name)?|test user.*|user (?:one|two|three|four|five|\d+)|"
    rb"ada lovelace|a\.? ?n\.? other|full name|author name|name surname",
    re.IGNORECASE,
)


def is_stock_name(value: bytes) -> bool:
    """Whether everyone uses this name as a placeholder."""
    return bool(_STOCK.fullmatch(b" ".join(value.split())))


def plausible(value: bytes) -> bool:
    """Whether none of the words is one of companies, licences, months, products and places."""
    words = re.findall(rb"[A-Za-z\x80-\xff]+", value.lower())
    return bool(words) and not any(word in _NOT_PEOPLE for word in words) and not value.isupper()


#: What stands before and behind a part of a name and belongs to it.
_BEFORE = regex(
    rb"(?:(?<![A-Za-z0-9_.])(?:"
    + _CAPITAL
    + rb"\. ?){1,3}(?:"
    + _PARTICLE
    + rb" ){0,2}|(?<![A-Za-z0-9_.-])(?:"
    + _WORD
    + rb"|[A-Z]{2}) (?:"
    + _PARTICLE
    + rb" ){1,2}|(?<=[\"'`(_])[A-Z]{2} )\Z"
)
_BEHIND = regex(
    rb"(?:-(?:"
    + _PARTICLE
    + rb"-){0,2}"
    + _PART
    + rb"){0,2}(?:"
    + _OF
    + rb"(?![A-Za-z0-9_@])|(?: "
    + _WORD
    + rb"){1,2}(?=[\"'`]| ?<))?"
    + _JUNIOR
    + rb"?"
)
_REACH = 48


def whole_name(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The span of the name of which ``data[start:end]`` is a part: with its initials, its particles and what a hyphen adds.

    The same span where nothing does, and where the whole would be no person's.
    """
    before = _BEFORE.search(data[max(0, start - _REACH) : start])
    behind = _BEHIND.match(data[end : end + _REACH])
    first = start - len(before.group()) if before else start
    last = end + (behind.end() if behind else 0)
    return (first, last) if plausible(data[first:last]) else (start, end)


def people_spans(value: bytes) -> list[tuple[int, int]]:
    """Spans of names of persons in ``value``, the text after a credit's opening words."""
    return [match.span() for match in _NAME.finditer(value) if plausible(match.group())]
