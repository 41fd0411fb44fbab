"""National and tax numbers: their check digits, the specimens that manuals print, and the word that stands before."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.catalog.templates import draw
from piiscan.detect.candidate import Candidate
from piiscan.detect.digits import compact, made_up

if TYPE_CHECKING:
    from random import Random

#: Numbers of which chance makes fewer than one in twenty: two check digits, a check letter, or a date and a digit.
_STRONG = frozenset(
    b"mx.curp br.cpf br.cnpj fr.nir fr.nif es.dni es.nie it.codicefiscale be.nn se.personnummer no.fodselsnummer fi.hetu "
    b"pl.pesel cz.rc ro.cnp bg.egn si.emso ee.ik lt.asmens ie.pps ch.ssn gr.amka tr.tckimlik is_.kennitala in_.gstin "
    b"cn.ric kr.rrn za.idnr de.rvnr ru.snils kz.iin ae.eid ar.cbu es.ccc eu.at_02 nz.bankaccount".split()
)
#: What authorities, encyclopedias and libraries print as examples, where it does not look made up already.
SPECIMENS = frozenset(
    b"078051120 219099999 457555462 QQ112233A AB112233A JG103759A 9434765919 4857773456 4010232137 943476591 86095742719 47036892816 65929970489 "
    b"255081416802538 184127645108946 295109912611193 RSSMRA85T10A562S RSSMRA80A01H501U MRTMTT25D09F205Z RCCMNL83S18D969H "
    b"111222333 85073003328 8803201234 8112289874 6709199530 1212121212 8507099805 15108695088 2110625629 131052308T 010101123N "
    b"44051401359 44051401458 11144477735 52998224725 16899535009 11010519491231002X 440524188001010014 110101199003070134 "
    b"GODE561231GR8 HEGG560427MVZRRL04 BOXW310820HNERXN09 XAXX010101000 XEXX010101000 "
    b"999941057058 234123412346 046454286 130692544 8001015009087 9202204720082 10000000146 7569217076985 7561234567897 "
    b"S0000001I A1234563 C6686689 A123456789 1800101221144 1630615123457 7523169263 7501010010 45040113150 1201743399 15070649C103 "
    b"01013099997 039337423 54362315K 46862111X X2482300W 11111111H 12345678Z X1234567L A00000000 2428778132 32867300679 7707083893 "
    b"490154203237518 356938035643809 352099001761481 110000000 021000021 2123456701 01010101006 111111110".split()
)


def _validator(name: str) -> Callable[[str], bool]:
    """The judge for ``name``: a module of python-stdnum such as ``us.ssn``, or one of our own."""
    from piiscan.detect.national_numbers import VALIDATORS

    own = VALIDATORS.get(name)
    if own is not None:
        return lambda text: own(compact(text))
    # 25 ms for the first of them: not before a candidate needs it.
    valid: Callable[[str], bool] = import_module(f"stdnum.{name}").is_valid

    def judged(text: str) -> bool:
        try:
            return valid(text)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            # A wrong number it says no to. This is an accident: cn.ric has it with the counties of a province that its
            # list does not know, after the check digit and the date of birth.
            return True

    return judged


def number(candidate: Candidate, argument: str) -> bool:
    """A valid number of the kind ``argument``; one without a word that says so (group ``key``) is weakened.

    With that word, a number of a kind that chance seldom makes is proven.
    """
    text = candidate.reveal().decode("latin-1")
    plain = compact(text)
    if made_up(plain) or plain.encode() in SPECIMENS or not _validator(argument)(text):
        return False
    if not candidate.group("key"):
        candidate.weaken(0.7)
    elif argument.encode() in _STRONG:
        candidate.prove()
    return True


@generator("national")
def _national(argument: str, random: Random) -> str:
    """``%{national:us.ssn ###-##-####}``: a valid number by that template; ``!us.ssn`` gives an invalid one."""
    name, _, template = argument.partition(" ")
    wanted = not name.startswith("!")
    valid = _validator(name.lstrip("!"))
    return draw(template, random, lambda text: not made_up(compact(text)) and valid(text) is wanted)
