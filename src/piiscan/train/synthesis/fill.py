"""Templates become text: ``«PASSWORD»`` a labelled value, ``«word»`` an unlabelled filler.

A slot is a name, perhaps a digit (the same person again), perhaps letters after a colon: L in a credit, E a placeholder,
V a live value, U safe in a URL, W without spaces and signs, N not labelled.
"""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable
from typing import NamedTuple

from piiscan.train.records import Span
from piiscan.train.synthesis import keys
from piiscan.train.synthesis.numbers import Numbers
from piiscan.train.synthesis.people import DEFAULT_USERS, People, Person
from piiscan.train.synthesis.secrets import Secrets

_SLOT = re.compile(r"«([A-Za-z_]+)(\d?)(?::([A-Z]+))?»")


class Filled(NamedTuple):
    """Text and the spans in it, by code points of the text."""

    text: str
    spans: tuple[Span, ...]


#: Slots whose label is not their name.
_LABEL = {
    "IP": "IP_ADDRESS", "PHONE": "ID", "IBAN": "ID", "CARD": "ID", "NATIONAL": "ID", "ACCOUNT": "ID", "DEVICE": "ID", "COIN": "ID", "MAC": "ID",
    "FIRST": "NAME", "LAST": "NAME", "PEM": "KEY", "BASIC": "KEY", "JWT": "KEY", "PLAINKEY": "KEY", "PROVIDER": "KEY", "LOGIN": "USERNAME", "ROLEMAIL": "EMAIL",
}  # fmt: skip
#: How often a value is a placeholder where the template does not say: of the hand-labelled chunks 37 % of usernames are.
_EXAMPLES = {
    "USERNAME": 0.42,
    "EMAIL": 0.38,
    "NAME": 0.12,
    "PASSWORD": 0.30,
    "KEY": 0.30,
    "ID": 0.2,
    "IP_ADDRESS": 0.2,
}
#: Values that a program puts there later: no label at all.
_EXPRESSIONS = (
    "${«CONST»}", "$«CONST»", "{{ «word» }}", "{{«word».«word»}}", "%s", "%(«word»)s", "{«word»}", "#{«word»}", "<%= «word» %>", "${{ secrets.«CONST» }}",
    "@«CONST»@", "%«CONST»%", "$(«word»)", "{0}", "${«word».«word»}", "$«word»", "env:«CONST»", "vault:«word»/«word»", "«word»_%d", "{{ .Values.«word» }}",
)  # fmt: skip
_THINGS = (
    "Hello World;Quick Start;New York;San Francisco;Red Hat;Visual Studio;Google Chrome;Internet Explorer;Apache Software Foundation;Sun Microsystems;Mozilla Firefox;"
    "January;February;September;United States;Los Angeles;Hong Kong;Microsoft Corporation;Open Source;Data Type;Default Theme;Main Menu;Getting Started;Time Zone;"
    "Visual Basic;Amazon Web Services;Times New Roman;Courier New;Comic Sans;Lucida Console;Segoe UI;Raspberry Pi;Home Assistant;Windows Server;Mac OS;Free Software;"
    "Access Point;Smart Home;Search Results;Product Name;Settings;Dashboard;Overview;Frankfurt;Paris;Berlin;London;Washington;Jenkins;Maven Central;Debian GNU;Washington DC;"
    "Saint Petersburg;Santa Clara;Silicon Valley;Deutsche Telekom;Johnson Controls;Ford Motor;Harley Davidson;Rolls Royce;Hewlett Packard;Dell Technologies;Siemens AG;Ericsson;"
    "Jordan;Georgia;Victoria;Madison;Austin;Charlotte;Sydney;Florence;Lincoln;Jackson;Orlando;Martin Luther King Day;Columbus Day;St. Patrick;Sherlock Holmes;Batman;Darth Vader"
).split(";")
_ALGORITHMS = (
    "Dijkstra;Levenshtein;Gaussian;Fisher exact test;Bayes;Markov chain;Euler;Newton-Raphson;Runge-Kutta;Cooley-Tukey;Floyd-Warshall;Bellman-Ford;Knuth-Morris-Pratt;Boyer-Moore;"
    "Kalman filter;Fourier;Laplace;Monte Carlo;Kolmogorov-Smirnov;Mann-Whitney;Adler32;Fletcher;Reed-Solomon;Hamming;Huffman;Lempel-Ziv;Diffie-Hellman;Merkle;Luhn;Verhoeff;"
    "Bresenham;Perlin noise;Voronoi;Delaunay;Bezier;Catmull-Rom;Nelder-Mead;Levenberg-Marquardt;Poisson;Bernoulli;Dirichlet;Gibbs sampling;Metropolis-Hastings;Jaro-Winkler;Soundex"
).split(";")
_WORDS = (
    "client server config value data item result handler request response options index node parser token_type buffer stream user_list manager session cache worker queue "
    "target source module plugin driver widget element table record field entry event status update process service backend storage default main test util core build "
    "loader writer reader filter context state model view theme layout report export import job task agent monitor proxy socket channel message topic header body"
).split()
_ORGS = (
    "kubernetes google apache microsoft golang mozilla facebook apple docker hashicorp elastic grafana prometheus nodejs rails django pallets psf python numpy angular "
    "vuejs reactjs expo babel webpack eslint aws Azure spring-projects eclipse jenkinsci gnome kde freedesktop debian openssl nginx redis mongodb postgres mysql twitter "
    "netflix uber airbnb stripe twilio slackapi octokit actions travis-ci codecov sendgrid heroku cloudflare digitalocean gorilla pkg stretchr tensorflow pytorch"
).split()


class Writer:
    """Fills templates; one for each part of the split, seeded."""

    def __init__(self, rng: random.Random, part: str = "train") -> None:
        self.rng = rng
        self.people = People(rng, part)
        self.secrets = Secrets(rng)
        self.numbers = Numbers(rng)
        self._drawn: dict[str, Person] = {}
        self._kept: dict[str, str] = {}
        self.sticky = False
        """Whether the people and secrets drawn so far come again: a file repeats them. Set it anew for each window."""
        self._fillers: dict[str, Callable[[], str]] = {
            "word": lambda: rng.choice(_WORDS),
            "func": lambda: rng.choice(("get", "set", "make", "load", "parse", "init", "create", "connect", "check", "new", "with", "open")) + rng.choice(("", "_")) + rng.choice(_WORDS),
            "cls": lambda: rng.choice(_WORDS).title().replace("_", "") + rng.choice(("", "Client", "Config", "Factory", "Test", "Options")),
            "CONST": lambda: keys.styled(keys.telling(rng, rng.choice(keys.TELLING)), "upper"),
            "num": lambda: str(rng.choice((0, 1, 2, 3, 5, 8, 10, 42, 64, 100, 443, 8080, rng.randrange(1, 5000)))),
            "letter": lambda: rng.choice("abcdhknpqtuwxU"),
            "port": lambda: rng.choice(("22", "25", "80", "443", "143", "389", "3306", "5432", "6379", "8080", "27017", "5672", "1883", "587", "993")),
            "year": lambda: str(rng.randrange(1992, 2027)),
            "years": lambda: rng.choice((f"{rng.randrange(1992, 2010)}-{rng.randrange(2010, 2027)}", f"{rng.randrange(1995, 2020)}, {rng.randrange(2020, 2027)}", str(rng.randrange(1992, 2027)))),
            "date": lambda: rng.choice((f"{rng.randrange(1998, 2027)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}", f"{rng.choice(('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Oct'))} {rng.randrange(1, 29):2d}", f"{rng.randrange(1, 29):02d}/{rng.randrange(1, 13):02d}/{rng.randrange(1999, 2027)}", f"{rng.randrange(1, 29)}.{rng.randrange(1, 13)}.{rng.randrange(1999, 2027)}")),
            "time": lambda: f"{rng.randrange(24):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}",
            "rfcdate": lambda: f"{rng.choice(('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'))}, {rng.randrange(1, 29):02d} {rng.choice(('Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Aug', 'Nov'))} {rng.randrange(1998, 2027)} {rng.randrange(24):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d} +0{rng.randrange(3)}00",
            "ver": lambda: f"{rng.randrange(12)}.{rng.randrange(40)}.{rng.randrange(20)}",
            "host": lambda: rng.choice(("localhost", "db", "127.0.0.1", "example.com", "mail.example.org", "redis", "ahost", "myhost", self.people.domain(), "api." + self.people.domain(), "host")),
            "domain": lambda: self.people.domain(),
            "org": lambda: rng.choice(_ORGS),
            "pkg": lambda: rng.choice(_WORDS) + rng.choice(("", "-", "-js-", ".")) + rng.choice(_WORDS),
            "hex": lambda: self.secrets.chars("0123456789abcdef", rng.choice((7, 8, 32, 40, 40, 64, 64, 128))),
            "sha": lambda: self.secrets.chars("0123456789abcdef", 40),
            "short": lambda: self.secrets.chars("0123456789abcdef", 7),
            "uuid": self._uuid,
            "base": lambda: self.secrets.base64(rng.choice((20, 32, 64, 96, 180))),
            "sri": lambda: rng.choice(("sha512-" + self.secrets.base64(64), "sha256-" + self.secrets.base64(32), "sha1-" + self.secrets.base64(20), "h1:" + self.secrets.base64(32))),
            "default": lambda: rng.choice(DEFAULT_USERS),
            "nohost": self.numbers.no_host,
            "expr": lambda: self.fill(rng.choice(_EXPRESSIONS)).text,
            "version": lambda: ".".join(str(rng.randrange(0, rng.choice((3, 10, 30, 256, 3000)))) for _ in range(rng.choice((3, 4, 4, 4)))),
            "sentence": lambda: " ".join(rng.choice(("the", "a", "fix", "when", "for", "of", "add", "support", "use", "in", "to", "new", "on", rng.choice(_WORDS), rng.choice(_WORDS))) for _ in range(rng.randrange(3, 9))),
            "thing": lambda: rng.choice(_THINGS),
            "algorithm": lambda: rng.choice(_ALGORITHMS),
            "caption": lambda: rng.choice(("Password", "Passwort", "Mot de passe", "Contraseña", "Enter your password", "New password", "Hasło", "パスワード", "密码", "Пароль", "Wachtwoord", "Lösenord", "Confirm password", "Forgot password?", "Password again", "Username", "Benutzername", "API key", "Senha", "Parola")),
            "identifier": lambda: rng.choice(("password", "passwd", "user_password", "userPassword", "id", "token", "access_token", "_token", "user", "username", "email", "name", "key", "login", "auth.User", "accounts/login.html", "customer", "administrator", "x-api-key", "created_at", "uuid", "ctrl+k", "sessionid")),
            "type": lambda: rng.choice(("password", "Bearer", "bearer", "text", "client_credentials", "authorization_code", "rsa", "ed25519", "basic", "digest", "oauth2", "apiKey", "string", "secret", "JWT", "hidden", "plain")),
            "number": lambda: str(rng.choice((0, 6, 8, 12, 16, 32, 64, 128, 256, 3600, 2048, 4096, 86400, 255, 100))),
            "hash": self._hash,
            "boolean": lambda: rng.choice(("true", "false", "yes", "no", "True", "on", "off", "required", "never", "1")),
            "path": lambda: rng.choice(("/etc/passwd", "/etc/ssl/private/server.key", "~/.ssh/id_rsa", "/run/secrets/db_password", "certs/ca.pem", "config/secrets.yml", "/var/lib/app/token", "C:\\keys\\key.pem", "./tls.key", "/etc/app/passwd", "~/.pgpass", "$HOME/.netrc")),
            "url": lambda: rng.choice(("https://", "http://")) + rng.choice((self.people.domain(), "example.com", "localhost:8080", "api." + self.people.domain())) + rng.choice(("/oauth/token", "/login", "/users/password/reset", "/api/v1/users", "", "/auth/realms/main")),
            "message": lambda: rng.choice(("Invalid username or password", "Password is too short", "Token has expired", "Wrong password", "authentication failed", "Please enter your password", "Passwords do not match", "Missing API key", "Login failed for user", "Bad credentials", "The password you entered is incorrect.", "Access token is required")),
            "public": lambda: rng.choice(("ssh-rsa AAAAB3NzaC1yc2E" + self.secrets.chars(string.ascii_letters + string.digits + "+/", 60), "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + self.secrets.chars(string.ascii_letters + string.digits + "+/", 43), ":".join(f"{rng.randrange(256):02x}" for _ in range(16)), "SHA256:" + self.secrets.base64(32).rstrip("="), "-----BEGIN PUBLIC KEY-----", "-----BEGIN CERTIFICATE-----", "0x" + self.secrets.chars("0123456789ABCDEF", 16), "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A" + self.secrets.base64(40))),
            "vector": lambda: rng.choice((self.secrets.chars("0123456789abcdef", rng.choice((16, 32, 64))), self.secrets.chars("0123456789ABCDEF", rng.choice((16, 32, 48))), "000102030405060708090a0b0c0d0e0f", " ".join(self.secrets.chars("0123456789abcdef", 2) for _ in range(16)), "0x" + self.secrets.chars("0123456789abcdef", 32))),
            "token": lambda: rng.choice(("IDENTIFIER", "[PAD]", "<eos>", "<|endoftext|>", "bert-base-uncased", "STRING_LITERAL", "NEWLINE", "EOF", ",", "T_STRING", "comma", "NUMBER", "[SEP]")),
            "orgurl": lambda: f"https://github.com/{rng.choice(_ORGS)}/{rng.choice(_WORDS)}{rng.choice(('', '.git', '/issues', '#readme'))}",
            "oid": lambda: rng.choice(("1.3.6.1.4.1.", "1.2.840.113549.1.", "2.5.4.", "1.3.6.1.2.1.", "2.16.840.1.113730.3.")) + ".".join(str(rng.randrange(1, 60)) for _ in range(rng.randrange(1, 5))),
            "mime": lambda: rng.choice(("application/json", "text/html; charset=utf-8", "application/x-www-form-urlencoded", "image/png", "multipart/form-data", "en-US", "UTF-8", "Europe/Berlin", "application/vnd.api+json", "YYYY-MM-DD HH:mm:ss", "iso-8859-1", "application/pgp-keys")),
            "no_host": self.numbers.no_host,
            "color": lambda: "#" + self.secrets.chars("0123456789abcdef", rng.choice((3, 6, 6, 8))),
            "blob": lambda: rng.choice(("data:image/png;base64,iVBORw0KGgo" + self.secrets.base64(60), "data:font/woff2;base64,d09GMgAB" + self.secrets.base64(60), self.secrets.base64(90), "H4sIAAAAAAAA" + self.secrets.base64(45))),
            "pattern": lambda: rng.choice(("^\\d{3}-\\d{3}-\\d{4}$", "(###) ###-####", "[a-zA-Z0-9]{32}", "^[\\w.]+@[\\w.]+$", "+99 (999) 999-99-99", "\\d+\\.\\d+\\.\\d+\\.\\d+", "XXX-XX-XXXX", "user_%d", "%s@%s")),
            "bignumber": lambda: str(rng.choice((rng.randrange(10**9, 2 * 10**9), rng.randrange(10**4, 10**6), rng.randrange(10**12, 2 * 10**12), rng.randrange(10**7), 2147483647, 4294967295, 1234567890))),
        }  # fmt: skip

    def forget(self, sticky: bool) -> None:
        """Begin a window with other people."""
        self._drawn, self._kept, self.sticky = {}, {}, sticky

    def fill(self, template: str, example: bool | None = None) -> Filled:
        """``example``: all values placeholders, none, or (None) as often as in real files."""
        if not self.sticky:
            self._drawn, self._kept = {}, {}
        text, spans, at = "", [], 0
        base = self.rng.random() < 0.5 if example is None else example
        for slot in _SLOT.finditer(template):
            text += template[at : slot.start()]
            at = slot.end()
            name, number, flags = slot[1], slot[2], slot[3] or ""
            if name in self._fillers:
                text += self._fillers[name]()
                continue
            value, label = self._value(name, number, flags, example, base)
            if label:
                spans.append(Span(len(text), len(text) + len(value), label))
            text += value
        return Filled(text + template[at:], tuple(spans))

    def _value(self, name: str, number: str, flags: str, example: bool | None, base: bool) -> tuple[str, str]:
        main = _LABEL.get(name, name)
        stock = example if example is not None else base and self.rng.random() < 2 * _EXAMPLES[main]
        stock = ("E" in flags) or (bool(stock) and not {"V", "L"} & set(flags))
        value = self._stock(name, number) if stock else self._live(name, number, flags)
        if self.sticky and name in ("PASSWORD", "KEY", "IP", "ACCOUNT", "DEVICE"):
            value = self._kept.setdefault(f"{name}{number}{stock}", value)
        if "W" in flags or "U" in flags:
            value = (
                re.sub(r"[^\w.+-]" if "W" in flags else r"[\s@:/?#\[\]<>%{}|^`\"'\\]", "", value) or "k2x9"
            )
        if not value or "N" in flags or (stock and self._unlabelled(name, value)):
            return value, ""
        if "L" in flags and main in ("NAME", "EMAIL", "USERNAME"):
            return value, main + "_LICENSE"
        return value, main + "_EXAMPLE" if stock else main

    def _unlabelled(self, name: str, value: str) -> bool:
        return (
            name == "IP"
            or value in DEFAULT_USERS
            or bool(re.search(r"[$%#]\{|\{\{|^[$%@]|^env:|^vault:|<%|_%d|^\{", value))
        )

    def _person(self, number: str, stock: bool) -> Person:
        key = number + str(stock)
        if key not in self._drawn:
            self._drawn[key] = self.people.person(stock)
        return self._drawn[key]

    def _live(self, name: str, number: str, flags: str) -> str:
        s, n, p = self.secrets, self.numbers, self.people
        if name in ("NAME", "FIRST", "LAST", "USERNAME", "EMAIL", "LOGIN"):
            person = self._person(number, False)
            if name == "NAME":
                return p.written(person, "L" in flags)
            return {"FIRST": person.first, "LAST": person.last, "EMAIL": person.email}.get(
                name
            ) or person.username
        if name == "PASSWORD" and self.rng.random() < 0.06:
            return self._person(number, False).username  # the same as the user's name
        draws: dict[str, Callable[[], str]] = {
            "PASSWORD": s.password, "KEY": s.key, "PLAINKEY": s.plain, "PROVIDER": s.provider, "PEM": s.private_key, "JWT": s.jwt, "IP": n.ip, "ID": n.identifier,
            "PHONE": n.phone, "IBAN": n.iban, "CARD": n.card, "NATIONAL": n.national, "ACCOUNT": n.account, "DEVICE": n.device, "COIN": n.coin, "MAC": n.mac,
            "ROLEMAIL": p.role_email, "BASIC": lambda: s.basic(self._person(number, False).username, s.password()),
        }  # fmt: skip
        return draws[name]()

    def _stock(self, name: str, number: str) -> str:
        rng, person = self.rng, self._person(number, True)
        main = _LABEL.get(name, name)
        if main in ("PASSWORD", "KEY", "ID", "USERNAME") and rng.random() < (
            0.25 if main != "USERNAME" else 0.15
        ):
            return (
                rng.choice(DEFAULT_USERS)
                if main == "USERNAME" and rng.random() < 0.6
                else self._fillers_expr()
            )
        if main == "NAME":
            return {"FIRST": person.first, "LAST": person.last}.get(name) or person.name
        if main in ("EMAIL", "USERNAME"):
            return person.email if main == "EMAIL" else person.username
        if main == "IP_ADDRESS":
            return self.numbers.no_host()
        return {
            "PASSWORD": self.secrets.password_placeholder,
            "KEY": self.secrets.key_placeholder,
            "ID": self.numbers.placeholder,
        }[main]()

    def _fillers_expr(self) -> str:
        # Not by way of fill(): the people drawn so far must stay.
        template = self.rng.choice(_EXPRESSIONS)
        return _SLOT.sub(lambda slot: self._fillers[slot[1]](), template)

    def _uuid(self) -> str:
        c = self.secrets.chars
        return "-".join(c("0123456789abcdef", count) for count in (8, 4, 4, 4, 12))

    def _hash(self) -> str:
        c, rng = self.secrets.chars, self.rng
        alnum = string.ascii_letters + string.digits + "./"
        return rng.choice(
            ("$2b$12$" + c(alnum, 53), "$6$" + c(alnum, 8) + "$" + c(alnum, 86), "pbkdf2_sha256$260000$" + c(alnum, 12) + "$" + self.secrets.base64(32),
             "$apr1$" + c(alnum, 8) + "$" + c(alnum, 22), "{SSHA}" + self.secrets.base64(24), "md5" + c("0123456789abcdef", 32), "$argon2id$v=19$m=65536,t=3,p=4$" + c(alnum, 22) + "$" + c(alnum, 43),
             c("0123456789abcdef", 32), c("0123456789abcdef", 40), c("0123456789abcdef", 64))
        )  # fmt: skip
