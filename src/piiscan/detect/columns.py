"""What columns of tables are called that hold secrets, or people's data."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from piiscan.compiled import regex
from piiscan.detect.memory import remembered
from piiscan.detect.tables import Span, cells, titles

_HUMP = regex(rb"(?<=[a-z0-9])(?=[A-Z])")
_APART = regex(rb"[^a-z0-9\x80-\xff]+")
_KINDS = {
    "passwords": rb"(?:(?:user|login|logon|db|database|account|admin|ftp|smtp|mail|email|root|my|current|old|new|plain|default|initial|temp|temporary)_)*"
    rb"(?:password|passwd|passphrase|pwd|passwort|kennwort|contrase\xc3\xb1a|contrasena|mot_de_passe|mdp|senha|wachtwoord|has\xc5\x82o|haslo|parola|passord|l\xc3\xb6senord)"
    rb"(?:_(?:plain|clear|plaintext|cleartext|text|raw)|_?[12])?",
    "secrets": rb"(?:\w+_)?(?:api_?key|secret|secret_?key|secret_access_key|access_?token|auth_?token|refresh_?token|bearer_?token|client_secret|private_?key|token|totp|otp_?(?:secret|auth|url))",
    "users": rb"(?:login_|account_)?(?:user|login|account|screen|logon)_?name\d?|login|logon|user_?login|nick_?name|nick|benutzer_?name|benutzer|usuario|utilisateur|nutzername|gebruikersnaam",
    "names": rb"(?:full|first|last|given|family|sur|middle|maiden|contact|customer|client|employee|patient|student|cardholder|holder|account_?holder|billing|shipping|recipient|owner|guest|member|person)_?name"
    rb"|surname|forename|vorname|nachname|familienname|pr\xc3\xa9nom|prenom|nom_de_famille|apellidos?|cognome|sobrenome|imi\xc4\x99|nazwisko|achternaam|voornaam|efternamn|f\xc3\xb6rnamn|etternavn|fornavn|efternavn",
    "numbers": rb"ssn|social_security(?:_(?:number|no|num))?|sozialversicherungs_?nummer|nino|national_?(?:id|insurance)(?:_?(?:number|no))?|tax_?(?:id|number|no)|steuer_?(?:id|nummer)|"
    rb"passport(?:_?(?:number|no|num|id))?|reisepass_?(?:nummer|nr)|driver_?s?_licen[cs]e(?:_?(?:number|no))?|(?:bank_?)?acc(?:oun)?t_?(?:number|no|num|nr)|konto_?(?:nummer|nr)|"
    rb"cpf|personnummer|pesel|bsn|insurance_?(?:number|no|id)|policy_?(?:number|no)|(?:patient|member|subscriber)_?(?:id|number|no)|"
    rb"medical_record(?:_?(?:number|no))?|mrn|customer_?(?:number|no)|kunden_?(?:nummer|nr)",
    "phones": rb"(?:(?:home|work|office|business|cell|mobile|contact|day|evening|primary|alt|alternate|emergency|customer|billing|shipping)_?)?(?:phone|tel|telephone|telefon|mobile|fax|handy|cell|mobil|mobilnummer|rufnummer|telefono|t\xc3\xa9l\xc3\xa9phone|telefoon|whatsapp)"
    rb"(?:_?(?:number|no|num|nr|nummer|[1-9]))?(?:_value)?",
    "births": rb"(?:date_?of_?)?birth_?(?:date|day)?|dob|geburts_?(?:datum|tag)|geb_?datum|date_de_naissance|fecha_de_nacimiento|data_di_nascita|data_de_nascimento",
}
_SAYS = {kind: regex(pattern) for kind, pattern in _KINDS.items()}
#: A word for anybody's name and anything's: of a person's where the next column says more of people.
_ANY_NAME = regex(
    rb"(?:display_?)?name|first|last|nom|nome|nombre|nombres|naam|namn|navn|imie|user|kontakt|contact"
)
_OF_PEOPLE = regex(rb"e_?mail(?:_?address)?|mail|e_mail_1_value|gender|sex|anrede|salutation|salary|gehalt")


@remembered
def _plain(title: bytes) -> bytes:
    return _APART.sub(b"_", _HUMP.sub(b"_", title.strip()).lower()).strip(b"_")


def chosen(kind: str, names: list[bytes]) -> list[int]:
    """The indexes of columns that hold ``kind``."""
    plain = [_plain(name) for name in names]
    says = _SAYS[kind]
    found = [index for index, title in enumerate(plain) if says.fullmatch(title)]
    if kind != "names":
        return found
    # Beside a user and a password it is the name of a site, as password managers export it.
    personal = ("names", "phones", "numbers", "births")
    if any(
        _OF_PEOPLE.fullmatch(title) or any(_SAYS[each].fullmatch(title) for each in personal)
        for title in plain
    ):
        found += [index for index, title in enumerate(plain) if _ANY_NAME.fullmatch(title)]
    return sorted({*found} - {index for index, title in enumerate(plain) if _SAYS["users"].fullmatch(title)})


def decide(data: bytes) -> bool:
    """Whether columns say there what values are: those are known in the whole of the text alone."""
    return any(chosen(kind, names) for names in titles(data) for kind in _KINDS)


def splitter(kind: str) -> Callable[[bytes], list[Span]]:
    """Cuts a whole text into the values of its columns of ``kind``."""
    return partial(cells, choose=partial(chosen, kind))


KINDS = tuple(_KINDS)
