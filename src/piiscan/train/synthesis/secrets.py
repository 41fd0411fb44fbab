"""Invented passwords, keys and tokens, and the placeholders that stand in their place."""

from __future__ import annotations

import base64
import random
import string

_ALNUM = string.ascii_letters + string.digits
_URL = _ALNUM + "-_"
_B64 = _ALNUM + "+/"
_HEX = "0123456789abcdef"

_WORDS = (
    "monkey dragon summer winter spring autumn sunshine secret shadow master football baseball soccer hockey purple orange banana coffee cookie "
    "flower garden river mountain tiger falcon eagle rabbit kitten puppy cheese butter pepper ginger lemon apple cherry strawberry chocolate "
    "diamond silver golden rocket planet galaxy starwars pokemon batman superman matrix phoenix thunder lightning storm freedom liberty london "
    "paris berlin madrid tokyo sydney boston dallas denver austin toronto hello welcome sesame magic wizard sword castle knight princess king "
    "queen angel devil ninja samurai pirate trustno letmein access login system server database backup cluster deploy jenkins docker kafka "
    "correct horse battery staple anchor barrel candle ladder marble needle pencil quartz saddle tunnel velvet walnut yellow zipper copper "
    "hamster trombone giraffe lobster pickle noodle waffle turnip badger otter walrus cobalt ember willow maple cedar indigo crimson amber"
).split()
_NAMES = "thomas michael jessica daniel andrea robert nicole martin oliver sophie laura stefan marco pedro anna lisa julia peter simon victor".split()
_WALKS = "qwerty;qwertz;azerty;asdfgh;1qaz2wsx;qazwsx;zaq12wsx;1q2w3e4r;123456;12345678;1234;123qwe;qwe123;asdf1234;abc123;111111;000000;123123;654321;q1w2e3r4".split(
    ";"
)
_DEFAULTS = (
    "verysecret;topsecret;opensesame;supersecret;mysecretpassword;s3cr3t;passw0rd;p@ssw0rd;P@ssw0rd1;Passw0rd!;hunter2;letmein;admin123;root123;toor;test1234;"
    "pass1234;mypass;mypassword;secret123;adminpass;rootpass;rootpw;dbpass;testpass;testpw;userpass;pgpass;mysqlpw;changeit;welcome1;Welcome123;guestpw;"
    "postgrespw;redispass;masterkey1;t0ps3cr3t;nopassword;sekret;sekrit;pa55w0rd;pa$$word;pass@word1;S3cret!;geheim;geheim123;motdepasse;contrasena1;senha123"
).split(";")
#: What a weak password is for, before `pass` or `pw`.
_FOR = "test test admin user my db root mail web ftp guest demo new old some any super sql ldap smtp client server host dev api app bot the good right their".split()
_PASSWORD_PLACEHOLDERS = (
    "password;password;password;secret;pass;changeme;change_me;change-me;CHANGEME;CHANGE_ME;<password>;<your-password>;<your password>;your_password;"
    "your-password;yourpassword;YOUR_PASSWORD;YOUR_PASSWORD_HERE;xxxx;xxxxx;xxxxxxxx;XXXXXXXX;***;****;********;••••••;[password];[REDACTED];REDACTED;"
    "<secret>;foo;bar;foobar;test;passwd;pw;pwd;mypassword_here;<redacted>;enter password here;insert-password-here;...;<PASSWORD>;PASSWORD;example;"
    "not-a-real-password;dummy;placeholder;TODO;FIXME;fake;none;your-secret;mysecret;<hidden>;hidden;masked;replace_me;replaceme;somepassword;user_password;"
    "password_here;the_password;your-strong-password;your_secure_password;set_me;TBD;__PASSWORD__;@@PASSWORD@@;%PASSWORD%;fubar;baz;wrong;invalid;incorrect"
).split(";")
_KEY_PLACEHOLDERS = (
    "YOUR_API_KEY;your_api_key;your-api-key;<your-api-key>;<api key>;<token>;<your-token>;YOUR_TOKEN;your_token_here;your-access-token;xxxxxxxxxxxxxxxx;"
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx;XXXXXXXXXXXXXXXXXXXX;xxx;AKIAIOSFODNN7EXAMPLE;wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY;api_key;API_KEY;apikey;token;"
    "access_token;secret;secret_key;my_secret_key;mysecret;SECRET;your-secret-key;test-key;testkey;test_token;testtoken;test-token;dummy-key;dummy;dummytoken;"
    "fake-token;fake_api_key;foo;bar;foobar;abc;abc123;abcdef;1234567890;123456;0123456789abcdef;deadbeef;changeme;change-me;CHANGE_ME;REPLACE_ME;[TOKEN];"
    "<ACCESS_TOKEN>;<secret>;****************;********;...;INSERT_KEY_HERE;insert-your-key-here;some-token;some_key;mytoken;my-token;my_api_key;sk_test_xxxxxxxxxxxx;"
    "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx;sk-xxxxxxxxxxxxxxxx;xoxb-your-token;pk_test_...;sk-...;eyJ...;not-a-real-key;keyboard cat;your client secret;"
    "client_secret;CLIENT_SECRET;consumer_key;YOUR_CONSUMER_SECRET;your-client-id;example-key;example_token;super-secret-key;supersecretkey;shhhh;a-secret;redacted"
).split(";")


class Secrets:
    """Draws values; none of them opens anything."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def chars(self, alphabet: str, count: int) -> str:
        return "".join(self._rng.choices(alphabet, k=count))

    def password(self) -> str:
        """One that somebody set: weak and human, or made by a machine."""
        rng = self._rng
        word, other = rng.choice(_WORDS), rng.choice(_WORDS)
        roll = rng.random()
        if roll < 0.08:
            return rng.choice(_DEFAULTS)
        if roll < 0.14:
            stem = rng.choice(("pass", "pass", "passwd", "password", "pw", "pwd", "secret"))
            return (
                rng.choice(_FOR)
                + stem
                + rng.choice(("", "", "1", "2", "3", "123", "!", str(rng.randrange(100))))
            )
        if roll < 0.18:
            return rng.choice(_WALKS) + rng.choice(["", "", "!", "x"])
        if roll < 0.30:
            base = rng.choice([word, word.capitalize(), rng.choice(_NAMES), rng.choice(_NAMES).capitalize()])
            return base + rng.choice(
                [
                    str(rng.randrange(100)),
                    str(rng.randrange(1960, 2027)),
                    "123",
                    "1!",
                    "!",
                    "#1",
                    "@123",
                    f"_{rng.randrange(1000)}",
                ]
            )
        if roll < 0.38:
            return rng.choice(
                [
                    word,
                    word + other,
                    f"{word}-{other}",
                    f"{word}_{other}",
                    f"{word.capitalize()}{other.capitalize()}",
                ]
            )
        if roll < 0.46:
            return _leet(rng, rng.choice([word, word + other])) + rng.choice(
                ["", "", "!", str(rng.randrange(100))]
            )
        if roll < 0.50:
            return rng.choice(["-", " ", ".", "_"]).join(
                rng.choice(_WORDS) for _ in range(rng.choice((3, 4, 4, 5)))
            )
        if roll < 0.58:
            stem = rng.choice(["pass", "pw", "pwd", "passwd", "secret"])
            return rng.choice(
                [
                    word + stem,
                    stem + word,
                    word + stem.capitalize(),
                    f"{word}_{stem}",
                    f"{stem}-{word}",
                    word[:4] + stem,
                    f"my{word}{stem}",
                ]
            )
        if roll < 0.61:
            # A sign in the middle of a word: what tests of parsers and of escaping have.
            at = rng.randrange(1, len(word))
            return (
                word[:at] + rng.choice("@/:#%&?+(){}[]$!~ ") + word[at:] + rng.choice(("", "", ")", "!", "/"))
            )
        if roll < 0.66:
            return self.chars(string.ascii_lowercase, rng.randrange(5, 17))
        if roll < 0.78:
            return self.chars(_ALNUM, rng.choice((6, 8, 8, 10, 12, 12, 14, 16, 16, 20, 24)))
        if roll < 0.92:
            return self.strong()
        return (
            self.chars(_HEX, rng.choice((8, 12, 16, 20)))
            if roll < 0.96
            else rng.choice(_NAMES) + rng.choice(_WORDS)
        )

    def strong(self) -> str:
        """Letters, digits and signs, as a generator or a policy wants them."""
        rng = self._rng
        body = list(
            self.chars(_ALNUM, rng.randrange(6, 22))
            + self.chars("!@#%^&*()-_=+?.,:;~[]{}|/<>$", rng.randrange(1, 5))
        )
        rng.shuffle(body)
        return "".join(body)

    def password_placeholder(self) -> str:
        return self._rng.choice(_PASSWORD_PLACEHOLDERS)

    def key_placeholder(self) -> str:
        rng = self._rng
        if rng.random() < 0.15:
            return rng.choice(["x", "X", "*", "0", "1", "a"]) * rng.choice((8, 12, 16, 20, 32, 40))
        return rng.choice(_KEY_PLACEHOLDERS)

    def key(self) -> str:
        """An API key, token or secret, with a provider's prefix or without."""
        return self.provider() if self._rng.random() < 0.35 else self.plain()

    def plain(self) -> str:
        """A random run without a prefix: what only its context tells from a hash."""
        rng = self._rng
        roll = rng.random()
        if roll < 0.26:
            return self.chars(_HEX, rng.choice((16, 20, 24, 32, 32, 32, 40, 40, 48, 64, 64)))
        if roll < 0.58:
            return self.chars(
                _ALNUM, rng.choice((16, 20, 22, 24, 24, 28, 30, 32, 32, 36, 40, 40, 43, 48, 50, 64))
            )
        if roll < 0.74:
            return self.base64(rng.choice((12, 16, 18, 20, 24, 32, 32, 33, 48, 64)))
        if roll < 0.86:
            return self.chars(_URL, rng.choice((20, 22, 27, 32, 43, 43, 64, 86)))
        if roll < 0.92:
            return self.chars(string.ascii_uppercase + string.digits, rng.choice((16, 20, 24, 32)))
        if roll < 0.96:
            return self.chars(string.ascii_lowercase + string.digits, rng.choice((14, 20, 25, 32, 50)))
        return self.chars(_ALNUM + "!@#$%^&*(-_=+)", rng.choice((32, 50, 50, 64)))

    def base64(self, size: int) -> str:
        return base64.b64encode(self._rng.randbytes(size)).decode()

    def provider(self) -> str:
        """In the documented shape of somebody's tokens. Put together here, so that no file holds one."""
        rng, c = self._rng, self.chars
        upper = string.ascii_uppercase
        forms = (
            lambda: "gh" + rng.choice("psour") + "_" + c(_ALNUM, 36),
            lambda: "github_" + "pat_" + c(_ALNUM, 22) + "_" + c(_ALNUM, 59),
            lambda: "AK" + "IA" + c(upper + "234567", 16),
            lambda: c(_B64, 40),
            lambda: "sk" + "_live_" + c(_ALNUM, 24),
            lambda: "rk" + "_live_" + c(_ALNUM, 24),
            lambda: "xo" + "xb-" + c(string.digits, 12) + "-" + c(string.digits, 12) + "-" + c(_ALNUM, 24),
            lambda: "AI" + "za" + c(_URL, 35),
            lambda: "SG" + "." + c(_URL, 22) + "." + c(_URL, 43),
            lambda: "gl" + "pat-" + c(_URL, 20),
            lambda: "np" + "m_" + c(_ALNUM, 36),
            lambda: "hf" + "_" + c(string.ascii_letters, 34),
            lambda: "sk" + "-" + c(_ALNUM, 48),
            lambda: "dop" + "_v1_" + c(_HEX, 64),
            lambda: "py" + "pi-AgEIcHlwaS5vcmc" + c(_URL, 60),
            lambda: c(string.digits, 10) + ":AA" + c(_URL, 33),
            lambda: "ke" + "y-" + c(_HEX, 32),
            lambda: c(_HEX, 32) + "-us" + str(rng.randrange(1, 21)),
            lambda: "SK" + c(_HEX, 32),
            lambda: "ya" + "29." + c(_URL, 60),
            lambda: "EA" + "ACEdEose0cBA" + c(_ALNUM, 60),
            lambda: "sh" + "pat_" + c(_HEX, 32),
            lambda: "sq" + "0atp-" + c(_URL, 22),
            lambda: c(_ALNUM, 24) + "." + c(_URL, 6) + "." + c(_URL, 27),
            self.jwt,
            self.jwt,
        )
        return rng.choice(forms)()

    def jwt(self) -> str:
        rng = self._rng
        head = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")
        claims = f'{{"sub":"{rng.randrange(10**9)}","iat":{rng.randrange(15 * 10**8, 18 * 10**8)}}}'
        body = base64.urlsafe_b64encode(claims.encode()).decode().rstrip("=")
        return f"{head}.{body}.{self.chars(_URL, 43)}"

    def private_key(self) -> str:
        """A block from BEGIN to END that no program can load."""
        rng = self._rng
        kind = rng.choice(["RSA ", "EC ", "", "OPENSSH ", "DSA ", "ENCRYPTED "])
        lines = [self.chars(_B64, 64) for _ in range(rng.randrange(1, 5))] + [
            self.chars(_B64, rng.randrange(4, 60)) + rng.choice(["=", "==", ""])
        ]
        return "\n".join([f"-----BEGIN {kind}PRIVATE KEY-----", *lines, f"-----END {kind}PRIVATE KEY-----"])

    def basic(self, user: str, password: str) -> str:
        """What follows ``Basic`` in a header."""
        return base64.b64encode(f"{user}:{password}".encode()).decode()


def _leet(rng: random.Random, word: str) -> str:
    table = {"a": "@4", "e": "3", "i": "1!", "o": "0", "s": "$5", "t": "7", "l": "1"}
    out = "".join(rng.choice(table[c]) if c in table and rng.random() < 0.6 else c for c in word)
    return out.capitalize() if rng.random() < 0.4 else out
