"""Invented people: names of many countries, the handles they would choose, their mailboxes."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass
from functools import cache

from piiscan.errors import DataError

#: Locale and weight: what stands in public code is mostly Latin script.
_LOCALES = {
    "en_US": 10, "en_GB": 5, "de_DE": 7, "fr_FR": 6, "es_ES": 4, "es_MX": 2, "it_IT": 4, "nl_NL": 4, "pl_PL": 4, "pt_BR": 4,
    "sv_SE": 3, "da_DK": 2, "no_NO": 2, "fi_FI": 2, "cs_CZ": 3, "hu_HU": 2, "ro_RO": 2, "tr_TR": 3, "en_IN": 5, "id_ID": 2,
    "vi_VN": 2, "hr_HR": 1, "sk_SK": 1, "lt_LT": 1, "et_EE": 1, "ga_IE": 1, "tl_PH": 1, "ru_RU": 1, "uk_UA": 1, "ja_JP": 1,
    "zh_CN": 1, "ko_KR": 1, "el_GR": 1,
}  # fmt: skip
#: Written in Latin letters by their bearers when they sign code; the locale's own generator writes its script.
_ROMAN_FIRST = (
    "Wei Ming Xiao Jun Li Hao Yan Jing Feng Lei Hiroshi Kenji Takashi Yuki Satoshi Haruka Naoki Akira Kazuhiro Yuichi Daisuke Jin "
    "Min-ho Ji-woo Seung Hyun Sung-min Dmitry Sergey Alexey Vladimir Oleg Andrey Mikhail Pavel Yuri Ivan Olga Natalia Igor Maxim Artem "
    "Mohammed Ahmed Omar Hassan Youssef Ali Khalid Amir Reza Mehdi Arash Hamid Noam Yossi Tomer Itai Georgios Nikos Dimitris Chidi Oluwaseun"
).split()
_ROMAN_LAST = (
    "Wang Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Lin Guo Tanaka Suzuki Sato Watanabe Yamamoto Nakamura Kobayashi Kato "
    "Yoshida Yamada Sasaki Matsumoto Inoue Kimura Hayashi Park Kim Lee Choi Jung Kang Yoon Ivanov Petrov Smirnov Kuznetsov Popov Volkov "
    "Sokolov Lebedev Morozov Novikov Fedorov Shevchenko Kovalenko Bondarenko Al-Farsi Haddad Khoury Mansour Rahimi Hosseini Karimi Cohen "
    "Levi Mizrahi Papadopoulos Georgiou Okafor Adeyemi Mwangi"
).split()
_SYLLABLES = (
    "ba be bo da de di do fa fi ga go ha hi jo ka ke ki ko la le li lo ma me mi mo na ne ni no pa pe po ra re ri ro sa se si so ta te ti to "
    "va vi wa we xa xi ya yo za ze zi zo bra cra dro fro gri kra pla pro sla ste stro tre tri vla zan ker mar tor bel dan len nik rik tom sch"
).split()
_WORDS = (
    "dark red blue wild crazy lazy tiny mega super hyper neo old mad sad happy silent lost free open code byte bit hack dev data cloud net "
    "pixel ghost ninja wolf fox cat dog bear owl hawk raven tiger shark panda monkey dragon storm rain snow fire stone moon star sky night "
    "coffee pizza beer cookie banana potato mango robot wizard knight captain doctor mister master junior rocket atom quark zen echo"
).split()
#: Accounts that somebody made for a test or a task: no software's default, so they are USERNAME.
_PURPOSES = (
    "test db web mail ci build api sync demo my some other ldap smtp imap ftp ssh auth proxy sip chat wiki blog shop deploy stage dev qa bench read write "
    "repl monitor report cron import export remote local super power new old max pg my go java py node curl any full limited"
).split()
_ACCOUNTS = "user user usr bot acct check test agent worker reader writer person member login guest1 client out in er".split()
#: What a mailbox of a real person or a small firm looks like.
_FREE = (
    "gmail.com gmail.com gmail.com googlemail.com yahoo.com hotmail.com outlook.com gmx.de gmx.net web.de mail.ru yandex.ru free.fr orange.fr "
    "protonmail.com icloud.com me.com aol.com qq.com 163.com 126.com users.sourceforge.net debian.org users.noreply.github.com libero.it "
    "wanadoo.fr t-online.de posteo.de fastmail.com seznam.cz wp.pl naver.com rediffmail.com live.com msn.com verizon.net comcast.net"
).split()
_TLDS = "com com com org net io de fr co.uk nl it es pl se ch at edu ac.uk eu info us ca com.au dev me be dk no fi cz ru co.jp com.br in cn".split()
#: Stock people of documents and tests: NAME_EXAMPLE.
_STOCK = (
    "John Doe;Jane Doe;John Smith;Jane Smith;Joe Bloggs;Joe Smith;Bob Smith;Alice;Bob;Test User;Foo Bar;Your Name;Max Mustermann;Jane Roe;"
    "Erika Mustermann;Joe User;Some User;First Last;Firstname Lastname;Author Name;Alice Smith;Bob Jones;Test User 1;User One;User Two;"
    "Jean Dupont;Mario Rossi;Juan Perez;Fred Bloggs;Joe Public;John Q. Public;Joe Schmoe;Random J. User;A. N. Other;Your Full Name;Example User;"
    "Test Person;Test Name;Dummy User;Fake Name;Eve;Mallory;Carol;Trent;Jan Jansen;Full Name;Ola Nordmann;Jan Kowalski;Some Body;User Name"
).split(";")
_STOCK_USERS = (
    "user;username;testuser;test_user;test-user;user1;user2;user3;someuser;myuser;johndoe;jdoe;janedoe;jsmith;alice;bob;foo;bar;foobar;test;test1;"
    "tester;demo;demouser;example;exampleuser;your_username;your-username;yourusername;yourname;your-name;myusername;my_user;dbuser;db_user;"
    "newuser;new_user;anyuser;user_name;username1;john;jane;joe;someone;nobody1;guestuser;sampleuser;dummy;dummyuser;user123;test123;baduser;"
    "otheruser;appuser;my-user;john.doe;jane.doe;john_doe;jane_smith;joeuser;some_user;fakeuser;unknown_user;validuser;invaliduser;user-a;"
    "userA;owner;me;myname;your_login;octocat;yourlogin;mylogin;USERNAME;YOUR_USERNAME;MyUser;TestUser;tehuser;bobsmith;alice1;bob123;eve;carol"
).split(";")
#: Software's own accounts: no USERNAME at all.
DEFAULT_USERS = (
    "root admin administrator postgres mysql www-data nobody daemon guest sa system oracle redis ubuntu debian git nginx apache ec2-user vagrant "
    "jenkins docker elastic rabbitmq mongodb ldap backup mail ftp anonymous sys operator pi centos travis runner node service_account"
).split()
_EXAMPLE_DOMAINS = (
    "example.com;example.com;example.com;example.org;example.net;example.com;domain.com;domain.tld;yourdomain.com;mydomain.com;test.com;email.com;"
    "foo.com;foo.bar;company.com;yourcompany.com;mail.example.com;sub.example.org;localhost;example.edu;test.example.com;somewhere.com;host.com;"
    "bar.com;foo.org;example.co.uk;your-domain.com;mailinator.com;test.org;invalid;test.invalid;host.invalid;acme.example;somedomain.com"
).split(";")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    first: str
    last: str
    username: str
    email: str
    example: bool = False

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}".strip()


class People:
    """Draws people. Each part of the split has names and handles of its own."""

    def __init__(self, rng: random.Random, part: str = "train") -> None:
        self._rng = rng
        self._firsts, self._lasts = _of_part(part)
        self._weights = [*_LOCALES.values(), 12]

    def person(self, example: bool = False) -> Person:
        """Somebody invented; ``example``: the stock people that everyone recognises."""
        rng = self._rng
        if example:
            first, _, last = rng.choice(_STOCK).partition(" ")
            return Person(first, last, rng.choice(_STOCK_USERS), self.example_email(), True)
        at = rng.choices(range(len(self._weights)), self._weights)[0]
        first, last = rng.choice(self._firsts[at]), rng.choice(self._lasts[at])
        username = self.handle(first, last)
        return Person(first, last, username, self.email(first, last, username))

    def written(self, person: Person, credit: bool = False) -> str:
        """The name as somebody writes it: mostly in full, in free text sometimes a part of it."""
        rng, first, last = self._rng, person.first, person.last
        roll = rng.random()
        if person.example or not last or roll < 0.72:
            return person.name
        if roll < 0.80:
            return f"{first[0]}. {last}"
        if roll < 0.88:
            return f"{first} {rng.choice('ABCDEFGHJKLMNPRSTW')}. {last}"
        if roll < 0.90:
            return f"{first} {rng.choice(['van', 'van der', 'de', 'von', 'da', 'del', 'le', 'bin', 'El', 'Mc'])} {last}"
        if roll < 0.92:
            return f"{first} {last}-{rng.choice(self._lasts[0])}"
        if roll < 0.93:
            return f"{first} {last}".upper() if rng.random() < 0.5 else f"{first} {last}".lower()
        if roll < 0.94:
            return f"{first[0]}. {rng.choice('ABCDEFGHJKLM')}. {last}"
        return person.name if credit else first if roll < 0.985 else last

    def handle(self, first: str = "", last: str = "") -> str:
        """A login of a person: made of a name, of words, of syllables, with digits or without."""
        rng = self._rng
        f, s = _ascii(first), _ascii(last)
        roll = rng.random()
        if f and roll < 0.10:
            made = f  # just a first name, as tests and small hosts have it
        elif roll < 0.17:
            made = (
                rng.choice(_PURPOSES)
                + rng.choice(_ACCOUNTS)
                + rng.choice(("", "", "", "1", "2", str(rng.randrange(100))))
            )
        elif roll < 0.21:
            made = rng.choice(_WORDS)
        elif f and s and roll < 0.50:
            form = rng.randrange(12)
            made = (
                f[0] + s,
                f + s[0],
                f + s,
                f"{f}.{s}",
                f"{f}_{s}",
                f"{f}-{s}",
                s + f[0],
                f,
                s,
                f[0] + s[:6],
                f[:3] + s[:3],
                f"{s}{f}",
            )[form]
        elif roll < 0.69:
            made = rng.choice(_WORDS) + rng.choice(["", "", "-", "_"]) + rng.choice(_WORDS)
        elif roll < 0.92:
            made = "".join(rng.choice(_SYLLABLES) for _ in range(rng.choice((2, 2, 3, 3, 4))))
        else:
            made = "".join(rng.choice("abcdefghijklmnoprstuvwxz") for _ in range(rng.choice((2, 3, 3, 4, 5))))
        if rng.random() < 0.22:
            made += rng.choice(
                [
                    str(rng.randrange(1, 100)),
                    str(rng.randrange(1970, 2006)),
                    "x",
                    "_",
                    "dev",
                    "-dev",
                    "42",
                    "7",
                    "hq",
                    "js",
                ]
            )
        if rng.random() < 0.08:
            made = made.replace(rng.choice("oeai"), rng.choice("0314"))
        case = rng.random()
        made = made.title().replace("_", "") if case < 0.10 else made.capitalize() if case < 0.18 else made
        return made if len(made) > 1 else made + "k2"

    def email(self, first: str, last: str, username: str) -> str:
        """A mailbox that could be somebody's."""
        rng = self._rng
        f, s = _ascii(first) or "k", _ascii(last) or "r"
        local = rng.choice(
            [
                f"{f}.{s}",
                f + s,
                f[0] + s,
                username.lower(),
                username,
                f,
                s,
                f"{f}_{s}",
                f"{f[0]}.{s}",
                f"{f}{rng.randrange(100)}",
            ]
        )
        if rng.random() < 0.04:
            local += "+" + rng.choice(["github", "lists", "dev", "debian", "spam", "oss"])
        local = local.strip("-_.") or "k2"
        return f"{local}@{rng.choice(_FREE) if rng.random() < 0.5 else self.domain(s)}"

    def domain(self, last: str = "") -> str:
        """A host name of a firm, a university, somebody's own."""
        rng = self._rng
        roll = rng.random()
        if last and roll < 0.25:
            label = last + rng.choice(["", "", "-it", "soft", "-web"])
        elif roll < 0.6:
            label = "".join(rng.choice(_SYLLABLES) for _ in range(rng.choice((2, 3))))
        else:
            label = (
                rng.choice(_WORDS)
                + rng.choice(["", "-", ""])
                + rng.choice(["tech", "soft", "labs", "systems", "net", "media", "it", "works", "group"])
            )
        prefix = rng.choice(["", "", "", "", "cs.", "mail.", "corp.", "dev.", "lists.", "math."])
        return f"{prefix}{label}.{rng.choice(_TLDS)}"

    def example_email(self) -> str:
        """A placeholder mailbox."""
        rng = self._rng
        roles = "info admin noreply support no-reply me name email recipient sender to from".split()
        local = rng.choice([*_STOCK_USERS, *roles])
        return f"{local.lower()}@{rng.choice(_EXAMPLE_DOMAINS)}"

    def example_username(self) -> str:
        return self._rng.choice(_STOCK_USERS)

    def role_email(self) -> str:
        """A mailing list or a role at a real domain: EMAIL all the same."""
        rng = self._rng
        role = rng.choice(
            "support info sales security abuse hostmaster postmaster webmaster dev users bugs contact help admin noc press hello team announce".split()
        )
        return f"{role}@{self.domain()}"


@cache
def _of_part(part: str) -> tuple[list[list[str]], list[list[str]]]:
    offset = {"train": 0, "dev": 8, "test": 9}.get(part, 0)
    firsts, lasts = _pools()
    return [_slice(each, part, offset) for each in firsts], [_slice(each, part, offset) for each in lasts]


def _slice(pool: list[str], part: str, offset: int) -> list[str]:
    """Of ten names in a row eight are for training, one is for dev, one for test."""
    kept = [each for at, each in enumerate(pool) if (at % 10 < 8 if part == "train" else at % 10 == offset)]
    return kept or pool


@cache
def _pools() -> tuple[list[list[str]], list[list[str]]]:
    """First and last names by locale, always the same; a second to make."""
    try:
        from faker import Faker
    except ImportError:
        raise DataError("synthesis needs pip install 'piiscan-lint[train]'") from None
    firsts, lasts = [], []
    for number, locale in enumerate(_LOCALES):
        fake = Faker(locale, use_weighting=False, providers=["faker.providers.person"])
        fake.seed_instance(1000 + number)
        draws = 400
        firsts.append(_unique(fake.first_name() for _ in range(draws)))
        lasts.append(_unique(fake.last_name() for _ in range(draws)))
    return [*firsts, list(_ROMAN_FIRST)], [*lasts, list(_ROMAN_LAST)]


def _unique(names: object) -> list[str]:
    return list(dict.fromkeys(str(name) for name in names))  # type: ignore[attr-defined]


@cache
def first_names() -> frozenset[str]:
    """All first names of the pools, in lower case."""
    return frozenset(name.lower() for pool in _pools()[0] for name in pool)


def _ascii(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    return "".join(c for c in plain.lower() if "a" <= c <= "z")
