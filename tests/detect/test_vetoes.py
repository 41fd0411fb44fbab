"""What the text round it rules out is no name and no account, whatever the model says."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.detect.vetoes import veto
from piiscan.types import Category

NAME, USERNAME = Category.NAME, Category.USERNAME


def asked(text, category):
    """``text`` has the span between brackets."""
    data = text.encode()
    start, end = data.index("⟦".encode()), data.index("⟧".encode())
    plain = data.replace("⟦".encode(), b"").replace("⟧".encode(), b"")
    return veto(plain, start, end - len("⟦".encode()), category)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Disabling ⟦Nagle⟧'s algorithm", "something is called after this person"),
        ("see ⟦Euler⟧’s totient function", "something is called after this person"),
        ("made with ⟦Adobe Illustrator⟧ 27", "a product or a colour is called so"),
        ("Colors: ⟦Cyan Magenta Yellow⟧", "a product or a colour is called so"),
        ("inspired by ⟦Django⟧ and Rails", "a product or a colour is called so"),
        ("played by ⟦Django Reinhardt⟧", ""),
        ("⟦Euler⟧'s lawyer", ""),
        ("⟦Euler⟧'s best friend", ""),
    ],
)
def test_what_is_called_after_somebody_or_is_no_person(text, why):
    assert asked(text, NAME) == why


@pytest.mark.parametrize(
    "text",
    [
        "by ⟦Emmy Noether⟧.",
        "'⟦Grete Hermann⟧'",
        r'"Thanks\n⟦Emmy⟧"',
        "# von ⟦Jörg Müller⟧, 2011",
        "par ⟦Émile Borel⟧",
        "dit «⟦Emmy Noether⟧».",
        "rings—⟦Emmy Noether⟧—and",
        "⟦Emmy Noether⟧’s ring",
        "由　⟦Emmy Noether⟧，编写",
    ],
)
def test_whole_names_stand(text):
    assert asked(text, NAME) == ""


@pytest.mark.parametrize(
    "text",
    [
        "https://github.com/⟦enoether⟧",
        "https://github.com/⟦enoether⟧/ring",
        "https://github.com/sponsors/⟦enoether⟧",
        "git@github.com:⟦enoether⟧/ring.git",
        "mysql -u⟦emmy⟧ -p",
        "postgres://⟦emmy⟧:x@db/",
        "by @⟦enoether⟧)",
        "/home/⟦emmy⟧/src",
        "TODO(⟦emmy⟧): look",
        "see https://social.host.org/@⟦emmy⟧/1134",
        "https://img.shields.io/github/license/⟦enoether⟧/ring",
        "https://api.github.com/users/⟦enoether⟧",
        "file:///home/⟦enoether⟧/ring",
        "https://⟦emmy.noether⟧@host.org/",
        "at://⟦emmy.host.com⟧/app.post",
        "https://host.org/⟦emmy⟧/papers",
        "@⟦emmy⟧: look",
        "emmy@⟦noether⟧@host.org",
        'auth == "⟦emmy⟧:mother-tongue"',
        'f("⟦emmy⟧:password")',
        "User=⟦emmy⟧\nExecStart=/home/emmy/bin/serve",
        "https://⟦enoether⟧.github.io/ring",
        'users["⟦emmy⟧"]',
        'call("⟦emmy⟧")',
        '"github.com/⟦enoether⟧/ring"',
        "nick: '⟦emmy⟧'",
        "_⟦emmy⟧_ said",
        "v ⟦v6emmy⟧",
        " * @⟦emmy⟧ remarks",
        "agent = '⟦emmy⟧'",
    ],
)
def test_accounts_stand(text):
    assert asked(text, USERNAME) == ""


@pytest.mark.parametrize("text", ["by ⟦Emmy Noe⟧ther", "Get⟦Emmy⟧", "⟦Émil⟧é", "x1⟦Emmy⟧"])
def test_a_part_of_a_word_is_no_name(text):
    assert asked(text, NAME) == "it is a part of a word"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("https://github.com/enoether/⟦ring⟧", "the name of a repository"),
        ("https://github.com/⟦aio⟧-libs/aiohttp", "a part of a word"),
        ("https://github.com/aio-⟦libs⟧/aiohttp", "a part of a word"),
        ("https://github.com/⟦dask⟧/dask/issues/1", "like its repository"),
        ("https://github.com/⟦pydata-dev⟧/x", "an organisation"),
        ("url = '⟦arangodb⟧://host'", "the scheme of a URL"),
        ("see :⟦djadmin⟧:`dumpdata`", "markup"),
        ("~⟦xarr⟧ay.Dataset", "a part of a word"),
        ('import x from "@⟦slonik⟧/pg-driver";', "the scope of a package"),
        ("../node_modules/@⟦solana⟧/test-config", "the scope of a package"),
        ("-- except for @⟦victims⟧@, which", "markup"),
        ("  @⟦staticmethod⟧\n", "a decorator"),
        ("pip install https://host.org/x#egg=⟦billiard⟧", "a package"),
        ("https://img.shields.io/github/license/⟦DisnakeDev⟧/disnake", "like its repository"),
        ("https://developer.host.com/⟦jiradev⟧/x", "a page of a site"),
        ("callback: 'https://www.host.net/auth/⟦docusign⟧/back'", "a page of a site"),
        ("see https://www.host.ch/amt/de/home/⟦mehrwertsteuer⟧/uid.html", "a page of a site"),
        ("https://⟦accounts.bank.com⟧@evil.de/", "a host's name"),
        ("value: '⟦jira⟧:issue_created'", "the first half of a name"),
        ("url='https://⟦emmynoether⟧.org/x'", "a host's name"),
        ("url='http://www.⟦emmynoether⟧.org'", "a host's name"),
        ('data.get("⟦feide⟧")', "what a value is called"),
        ("amqp://⟦guest⟧:guest@localhost", "programs have such an account"),
        ("zone: America/Los_⟦Angeles⟧", "a part of a word"),
        ("group.add(⟦bakers⟧_group)", "a part of a word"),
        ('Parse("⟦akka⟧.tcp://system@host:8080")', "the scheme of a URL"),
        ("set image mysql=⟦alpine⟧@sha256:24a0c4", "a program"),
        ("[From `⟦hyper⟧::Server`]", "a program"),
        ("TODO: ⟦v6⟧ @deprecated", "a version"),
        ('import "go.uber.org/⟦goleak⟧"', "what a thing is called"),
        ("create(:product, slug: '⟦denim-shirt⟧')", "what a thing is called"),
        ("serviceAccountName: ⟦traefik-controller⟧", "what a thing is called"),
        ("<i className='⟦ri-draggable⟧'/>", "what a thing is called"),
        (" * @⟦remarks⟧\n", "a decorator"),
        ("// - @⟦hourly⟧\n", "a decorator"),
        ("session.user_agent_name = '⟦Boto3⟧'", "that of a program"),
        ("User=⟦celery⟧\nEnvironmentFile=/etc/celery\n", "a service runs as it"),
    ],
)
def test_no_accounts(text, why):
    assert why in asked(text, USERNAME)


@pytest.mark.parametrize(
    "text",
    [
        '<text font-family="⟦Cambria Math⟧,serif">',
        "font-family: ⟦Gill Sans⟧",
        "fontName = '⟦Fira Code⟧'",
        "font-family: Consolas, '⟦Andale Mono⟧', monospace",
    ],
)
def test_a_font_is_nobody(text):
    assert asked(text, NAME) == "it is the name of a font"


@pytest.mark.parametrize(
    "text", ["the ``⟦rasterio⟧`` backend", "``.⟦oindex⟧``", ":py:func:`~⟦xarray⟧.concat`"]
)
def test_code_in_a_text_is_no_account(text):
    assert asked(text, USERNAME) == "it is markup"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("begins with ⟦-----BEGIN RSA PRIVATE KEY-----⟧", "it is the first line of a key, and no more of it"),
        (
            r"k = '⟦-----BEGIN EC PRIVATE KEY-----\n-----END EC PRIVATE KEY-----⟧'",
            "it is the first line of a key, and no more of it",
        ),
        ("b'⟦eyJhbGciOiJIUzI1NiJ9.⟧'", "it is the header of a JSON Web Token, and no more of it"),
        (r"k = '⟦-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEI⟧'", ""),
        ("session=⟦eyJ1c2VyIjoiZW1teSJ9⟧", ""),
        (
            "token=⟦eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0⟧",
            "it is a token that a rule knows by its form, and left alone",
        ),
        ("session=⟦eyJ1c2VyIjoiZW1teSJ9.yikTOw.dJ6jXHeWeQ⟧", ""),
    ],
)
def test_the_beginning_of_a_key_is_none(text, why):
    assert asked(text, Category.KEY) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("b'⟦0123456789⟧'", "it counts, or repeats itself"),
        ("changeset '⟦000000000000⟧'", "it counts, or repeats itself"),
        ("phone: ⟦666-666-6666⟧", "it counts, or repeats itself"),
        ("J. SIAM, 10, pp. ⟦496-506⟧", "it numbers pages, or tells a time"),
        ("'⟦20120101000000⟧'", "it numbers pages, or tells a time"),
        ("SOURCE_DATE_EPOCH', '⟦1439131307⟧'", "it numbers pages, or tells a time"),
        ("from_text('⟦4294967296⟧')", "it is the bound of a type"),
        ("max = ⟦2147483647⟧", "it is the bound of a type"),
        ("isbn='⟦159059725⟧'", "it numbers a book, or a drawing"),
        ("iban: ⟦NL91 ABNA 0417 1643 00⟧", "manuals print it"),
        ("card: ⟦3782-822463-10005⟧", "manuals print it"),
        ("ssn: ⟦078-05-1120⟧", "manuals print it"),
        ("phone: ⟦+1 202 555 0169⟧", "manuals print it"),
        ("phone: ⟦020 7946 0958⟧", "manuals print it"),
        ("phone: ⟦+39 06 1743 8262⟧", ""),
        ("account ⟦7283915⟧", ""),
        ("customer: ⟦QM8P2X9K3⟧", ""),
        ("acct = ⟦4294967297⟧", ""),
    ],
)
def test_numbers_of_nobody(text, why):
    assert asked(text, Category.ID) == why


@pytest.mark.parametrize(
    "text",
    [
        "Emmy Noether <⟦emmy@noether.local⟧>",
        "	ServerAdmin ⟦emmy@noether.edu⟧",
        "# FIRST AUTHOR <⟦EMAIL@ADDRESS⟧>, YEAR.",
        "Grete <⟦grete AT hermann.de⟧>",
        "<⟦emmy.n (at) noether (dot) edu⟧>",
        "by ⟦jörg@müller.de⟧",
        "-- Copyright Emmy ⟦emmy.att.noether.edu⟧. All rights reserved",
        "by ⟦emmy.n [~at~] maths [/dot\\] noether [/dot\\] edu⟧",
        "⟦sofia chez kovalevsk point com⟧",
        "Emmy ⟦emmyATnoether.edu⟧",
        "Emmy (⟦emmy_at_noether_dot_edu⟧)",
        "<⟦emmy -at- noether.edu⟧>",
        "<⟦emmy[@]noether.edu⟧>",
        "courtesy ⟦emmy.n at gmail⟧",
        "courtesy ⟦emmy.n AT Googlemail⟧",
        "courtesy ⟦emmy.n_at_goettingen⟧",
        r'"to:\n⟦emmy@noether.edu⟧"',
        "Maintainer: E. <⟦emmy@goettingen⟧>, Grete",
    ],
)
def test_addresses_stand(text):
    assert asked(text, Category.EMAIL) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('"name": "Emmy <⟦noether.edu⟧>"', "it has not the form of an address"),
        ("Sofia <⟦7@noether.edu⟧>", "it has not the form of an address"),
        ("<⟦@noether.edu⟧>", "it has not the form of an address"),
        ("<⟦-16@noether.edu⟧>", "it has not the form of an address"),
        ("⟦look at⟧ this", "it has not the form of an address"),
        ("see ⟦www.noether.edu⟧", "it has not the form of an address"),
        ("see ⟦maths.lists.noether.edu⟧", "it has not the form of an address"),
        ("⟦emmy at noether.x9⟧", "it has not the form of an address"),
        ("⟦look at readme.txt⟧", "it has not the form of an address"),
        ("All these beasts are ⟦thin at one⟧ end", "it has not the form of an address"),
        ("was ⟦emmy at goettingen⟧, then", "it has not the form of an address"),
        ("⟦emmy at gmailer⟧", "it has not the form of an address"),
        ("⟦emmy noether edu⟧", "it has not the form of an address"),
        ("x⟦emmy at noether.edu⟧", "it is a part of something longer"),
        ("x⟦emmy@noether.edu⟧", "it is a part of something longer"),
        ("⟦emmy@noether⟧-lab.edu", "it is a part of something longer"),
        ("@⟦emmy@noether.social⟧", "it is a part of something longer"),
        ('resolution: "⟦husky@npm⟧:8.0.3"', "it has not the form of an address"),
        ("thanks to Yihang Ho, ⟦jaybe@jekyll⟧, and others", "it has not the form of an address"),
        (r"\⟦ttlh@hang⟧{x}", "it is a part of something longer"),
        ("routing|⟦routing@io.ktor⟧.server.Application(", "it is a part of something longer"),
        ("id = ⟦this@toJs.id⟧?.toShort()", "a message, a machine or an account is called so"),
        ('url "⟦git@gist.github.com⟧"', "a message, a machine or an account is called so"),
        ("from ⟦root@localhost⟧.", "it is nobody's outside of this machine"),
        ('"Emmy!~⟦emmy@noether.edu⟧"', "a message, a machine or an account is called so"),
        ("src=⟦icon@2x.png⟧", "it is the name of a file"),
        ("Message-ID: <⟦emmy.4711@noether.edu⟧>", "a message, a machine or an account is called so"),
        ("⟦git@github.com⟧:emmy/ring", "a message, a machine or an account is called so"),
        ("https://⟦emmy@noether.edu⟧/ring", "a message, a machine or an account is called so"),
    ],
)
def test_no_addresses(text, why):
    assert asked(text, Category.EMAIL) == why


@pytest.mark.parametrize(
    "text",
    [
        "Title[⟦141.30.62.17⟧_1]: x",
        "the pool 141.30.62.1..⟦141.30.62.17⟧.",
        'ROUTER = "⟦169.254.1.7⟧"',
        "([IPv6:⟦2a00:1450:4001:82a::200e⟧])",
        "from ⟦141.30.62.17⟧ (x)",
    ],
)
def test_hosts_stand(text):
    assert asked(text, Category.IP_ADDRESS) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('VERSION = "⟦2.13.40⟧"', "it has not the form of an address"),
        ("see ⟦5.3.5.1.6⟧ of it", "it has not the form of an address"),
        ("host ⟦300.1.1.1⟧", "it has not the form of an address"),
        ("bind ⟦127.0.0.1⟧", "no host has this address"),
        ("ping ⟦192.0.2.7⟧", "no host has this address"),
        ("version ⟦2.13.40.8⟧", "it is a version"),
        ("oid 1.⟦3.6.1.4⟧.1.311", "it is a part of something longer"),
        ("⟦10.20.30.4⟧5", "it is a part of something longer"),
        ('"ip": "f⟦e80::12ab⟧"', "it is a part of something longer"),
        ("a:⟦b::12ab⟧", "it is a part of something longer"),
        ("https://x.de/film-⟦141.30.62.17⟧.webm", "it is a part of something longer"),
        (".75-.75.⟦74.74.0.1⟧ 0", "it is a part of something longer"),
        ("<<u0::48, _⟦::4⟧, u1::12>>", "it is a part of something longer"),
    ],
)
def test_no_hosts(text, why):
    assert asked(text, Category.IP_ADDRESS) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("npm:⟦left-pad⟧@1.3.0", "a version follows it"),
        ("npm:⟦left-pad⟧@1.3.0-beta.2\n", "a version follows it"),
        ("ftp://emmy:⟦hunter2⟧@10.20.30.40/", ""),
        ("ftp://emmy:⟦hunter2⟧@1.host.de/", ""),
        ("password = '⟦hunter2⟧'", ""),
    ],
)
def test_a_pinned_package_is_no_login(text, why):
    assert asked(text, Category.PASSWORD) == why


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("go install golang.org/x/mobile/cmd/⟦gobind⟧@latest", "a version follows it"),
        ("uses: x/⟦emmy⟧@v3\n", "a version follows it"),
        ("ssh ⟦emmy⟧@main.acme.de", ""),
        ("ssh ⟦emmy⟧@v3.acme.de", ""),
        ("by ⟦emmy⟧@", ""),
    ],
)
def test_a_program_with_its_version_is_no_account(text, why):
    assert asked(text, Category.USERNAME) == why


@given(st.binary(max_size=60), st.data())
def test_any_bytes_and_any_span_have_an_answer(data, source):
    start = source.draw(st.integers(0, len(data)))
    end = source.draw(st.integers(start, len(data)))
    for category in Category:
        assert isinstance(veto(data, start, end, category), str)


@pytest.mark.parametrize(
    "text",
    [
        '"city": "⟦Glen Eden⟧"',
        'street_name = "Av. ⟦Paulista⟧"',
        "address:      ⟦Dún Laoghaire⟧",
        ' 0148 branch="⟦Glen Innes⟧"',
        "company => '⟦Wells Fargo⟧'",
    ],
)
def test_the_name_of_a_place_is_no_name(text):
    assert asked(text, NAME) == "its key is that of a place or a company"


@pytest.mark.parametrize(
    "text",
    [
        "author: ⟦Emmy Noether⟧",
        'name="⟦Emmy Noether⟧"',
        "estate = '⟦Emmy Noether⟧'",
        "city: Rome, by ⟦Emmy Noether⟧",
        "address:\n⟦Emmy Noether⟧",
    ],
)
def test_a_name_by_another_key_stands(text):
    assert asked(text, NAME) == ""


@pytest.mark.parametrize(
    "text",
    [
        "const CLIENT_ID = '⟦yikTOwdJ6jXHeWeQ⟧'",
        'app-id: "⟦yikTOwdJ6jXHeWeQ⟧"',
        "clientId: ⟦yikTOwdJ6jXHeWeQ⟧",
        '"_id": "⟦EnhMbvxh65Hr7YvtG⟧"',
        '"node_id": "⟦MDc6TGljZW5zZTE9⟧"',
    ],
)
def test_what_identifies_is_no_key(text):
    assert asked(text, Category.KEY) == "its key says that it identifies"


@pytest.mark.parametrize(
    "text",
    [
        "oauth_nonce : '⟦yikTOwdJ6jXHeWeQ⟧'",
        "encrypted_key: '⟦yikTOwdJ6jXHeWeQ⟧'",
        "expectedBase64Hash = '⟦yikTOwdJ6jXHeWeQ⟧'",
        '"public_version": "⟦yikTOwdJ6jXHeWeQ⟧"',
        "clientOrderId: '⟦yikTOwdJ6jXHeWeQ⟧',",
        "NEXT_TOKEN =\n    '⟦yikTOwdJ6jXHeWeQ⟧'",
        "self.assertEqual(page.next_token,\n                 '⟦yikTOwdJ6jXHeWeQ⟧')",
        "expect(continuation, '⟦yikTOwdJ6jXHeWeQ⟧')",
    ],
)
def test_what_opens_nothing_by_its_name_is_no_key(text):
    assert asked(text, Category.KEY) == "its key says that it opens nothing"


@pytest.mark.parametrize(
    "text",
    [
        "CLIENT_SECRET = '⟦yikTOwdJ6jXHeWeQ⟧'",
        "connect(public_token, '⟦yikTOwdJ6jXHeWeQ⟧')",
        "assertEqual(page.next_token, page.secret_key, '⟦yikTOwdJ6jXHeWeQ⟧')",
        "{'nonce': 3, 'key': '⟦yikTOwdJ6jXHeWeQ⟧'}",
        "self.assertEqual(access_token, '⟦yikTOwdJ6jXHeWeQ⟧')",
        "hashed(nonce, '⟦yikTOwdJ6jXHeWeQ⟧')",
        "session_id=⟦yikTOwdJ6jXHeWeQ⟧",
        "id: 3, key: ⟦yikTOwdJ6jXHeWeQ⟧",
        "http://x.de/api/v1/webhooks/⟦yikTOwdJ6jXHeWeQ⟧",
        "http://x.de/api/tokens/⟦yikTOwdJ6jXHeWeQ⟧",
        "PRIVATE-TOKEN: glpat-⟦yikTOwdJ6jXHeWeQ⟧",
        "hashKey = '⟦very-secret⟧'",
    ],
)
def test_a_key_by_another_key_stands(text):
    assert asked(text, Category.KEY) == ""


@pytest.mark.parametrize(
    "text",
    [
        "curl http://localhost:3000/api/users/⟦ztKvBTzCqmyJ77on8⟧ \\",
        "https://x.de/api/v2/boards/⟦ztKvBTzCqmyJ77on8⟧",
        "https://youtu.be/⟦dQw4w9WgXcQ⟧",
    ],
)
def test_what_a_url_calls_so_is_no_key(text):
    assert asked(text, Category.KEY) == "a URL calls something so"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("The rings are commutative, mostly", "it is text in base64, and speaks of no secret"),
        ("the password is in the drawer", ""),
        ("Zu 9 gleis 8 x", ""),
        ("Gleis\x00zu neun und acht", ""),
    ],
)
def test_text_in_base64_is_no_key(text, why):
    assert asked(f'content = "⟦{b64encode(text.encode()).decode()}⟧"', Category.KEY) == why


@pytest.mark.parametrize("value", ["glpat-secret", "sk-test-key", "xoxb-my-bot-token", "ghp_fake"])
def test_a_token_of_words_is_no_key(value):
    assert asked(f'ENV["TOKEN"] = "⟦{value}⟧"', Category.KEY) == "it only marks the place of a key"


@pytest.mark.parametrize(
    "text", ['<span id="change-⟦8f14e45fceea167a⟧">', "<a href='page.html#⟦8f14e45fceea167a⟧'>"]
)
def test_an_anchor_is_no_key(text):
    assert asked(text, Category.KEY) == "it is an anchor of a page"


def test_a_key_in_a_url_stands():
    assert asked('<a href="https://x.de/?key=⟦8f14e45fceea167a⟧">', Category.KEY) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("twitter_handle: ⟦EmmyNoether⟧", "its key says what somebody or something is called"),
        ("  become_user: ⟦unpriv1⟧", "its key says what somebody or something is called"),
        (
            "def sign_in(self, login='⟦gauss⟧', secret='x')",
            "its key says what somebody or something is called",
        ),
        ("- LDAP_USERS=⟦gauss⟧,noether", "its key says what somebody or something is called"),
        ('"MYSQL_DATABASE": "⟦kotti⟧"', "its key says what somebody or something is called"),
        ('get(reverse("admin:⟦jsi18n⟧"))', "it is the name of a page"),
        ('readonly SESSION_TOKEN_EXPIRED: "⟦390112⟧"', "it is the number of an error"),
        ('readonly SESSION_TOKEN_EXPIRED: "⟦q7Rx0w⟧"', ""),
        ('get(basic("admin:⟦jsi18n⟧"))', ""),
        ("curl -u user:⟦zu9-gleis⟧ http://host/", ""),
        ("users = {'gauss': '⟦zu9-gleis⟧'}", ""),
        ("mysql://user:⟦zu9-gleis⟧@host/", ""),
        ('"youtube_id": "⟦SOMonG8Iqak⟧"', "its key says what somebody or something is called"),
        ('{"id": "⟦o1y0dd0spd786md⟧", "token": x}', "its key says what somebody or something is called"),
        ("http://a%20b:⟦c%20d⟧@host/", "so few characters keep nobody out"),
        ("http://user:⟦%F0%9F%8D%A9⟧@host/", "so few characters keep nobody out"),
        ('def join("room:⟦lobby⟧", %{}, socket) do', "it is the second half of a name"),
        ('type="⟦forget-password⟧"', "it names a credential"),
        ("my-secrets: ⟦bm90LXNlY3JldA==⟧", "it is a stock word in base 64"),
        ("- secretName: ⟦swordfish⟧", "its key says what somebody or something is called"),
        ("scm_branch: ⟦asdf1234⟧", "its key says what somebody or something is called"),
        ("caSecret: ⟦casecret⟧", "it repeats its key"),
        ("export NAME=⟦seafile7encrypted⟧", "its key says what somebody or something is called"),
        ("https://www.youtube.com/watch?v=⟦dQw4w9WgXcQ⟧)", "it is a film's name in a URL"),
    ],
)
def test_no_passwords(text, why):
    assert asked(text, Category.PASSWORD) == why


@pytest.mark.parametrize(
    "text",
    [
        "'emmy:⟦swordfish⟧'@host",
        "auth('emmy:⟦swordfish⟧')",
        '"emmy:⟦Gleis9zu⟧"',
        "curl -u 'emmy:⟦swordfish⟧'",
        "password: ⟦EmmyNoether⟧",
        "candid: ⟦Gleis9zu⟧",
        'login("⟦Gleis9zu⟧")',
        "http://a:⟦c%20dx⟧@host/",
        "key: ⟦R2xlaXMgOXp1IQ==⟧",
        "amqp://guest:⟦guest⟧@host",
        "caSecret: ⟦Gleis9zu⟧",
        "http://user.name:⟦Gleis9zu⟧@x",
        "curl x.de?w=⟦dQw4w9WgXcQ⟧",
    ],
)
def test_passwords_stand(text):
    assert asked(text, Category.PASSWORD) == ""


CERTIFICATE = "-----BEGIN CERTIFICATE-----\n" + "MIIB4711x9Qf\n" * 60


@pytest.mark.parametrize("parts", [2, 3, 5])
def test_a_token_that_rules_know_is_theirs(parts):
    header = b64encode(b'{"alg":"dir","enc":"A128GCM"}').decode().rstrip("=")
    token = ".".join([header, *["yikTOwdJ6jXHeWeQ"] * (parts - 1)])
    assert (
        asked(f"jwt = '⟦{token}⟧'", Category.KEY)
        == "it is a token that a rule knows by its form, and left alone"
    )
    assert asked(f"key = '⟦{token[:-16]}yik+TOwd⟧'", Category.KEY) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("viewform?formkey=⟦dDViT2xzUHAwRkI3X3k5Z0l⟧&x", "its key says that it identifies"),
        ("'credentialPublicKey' => '⟦oWNrZXlldmFsdWU=⟧'", "its key says that it identifies"),
        ('"Signature: ⟦8b577f597d28d172⟧"', "its key says that it identifies"),
        ('setHeader("Sec-WebSocket-Accept", "⟦ujmZX4KXZqjwy6vi⟧")', "its key says that it identifies"),
        ("Culture=neutral, PublicKeyToken=⟦b77a5c561934e089⟧<", "its key says that it identifies"),
        ('"_csrf_token" => "⟦cigMDlcdAnxbWW88OAAi⟧"', "its key says that it identifies"),
        ("delete('⟦promo_UkLWZg9DAJ⟧')", "an object is called so"),
        ('"⟦eyJuZXciOnsieCI6dHJ1ZX19⟧"', "it is JSON in base64, and holds no secret by its names"),
        ('write("⟦iwmASGVsbG8sIEhlbGxv⟧".decodeBase64())', "it is read as bytes on the spot"),
        ("API_KEY=⟦sample-qJraSgjtTrHbdzEw⟧", "it only marks the place of a key"),
        (CERTIFICATE + "⟦LmFwcDAeFw03MDAxMDEw⟧", "it is a part of what is public"),
    ],
)
def test_what_is_public_is_no_key(text, why):
    assert asked(text, Category.KEY) == why


@pytest.mark.parametrize(
    "text",
    [
        CERTIFICATE + "-----END CERTIFICATE-----\nkey = ⟦LmFwcDAeFw03MDAxMDEw⟧",
        CERTIFICATE.replace("CERTIFICATE", "PRIVATE KEY") + "⟦LmFwcDAeFw03MDAxMDEw⟧",
        'write("⟦iwmASGVsbG8sIEhlbGxv⟧")',
        "x('⟦sk_UkLWZg9DAJ⟧')",
        "x('⟦secret_UkLWZg9DAJ⟧')",
        "x('⟦promo_UkLWZg9DAJkCkDUvba1⟧')",
        '"⟦eyJhdXRocyI6eyJ4IjoxfX0=⟧"',
        "private_key: ⟦oWNrZXlldmFsdWU=⟧",
    ],
)
def test_what_may_open_something_stands(text):
    assert asked(text, Category.KEY) == ""


@pytest.mark.parametrize("text", ["Sri Lanka", "San Marino", "SÃO PAULO".title(), "New\u0020 York", "Kenya"])
def test_places_are_nobody(text):
    assert asked(f"flights to ⟦{text}⟧, daily", NAME) == "a place is called so"


def test_a_state_follows_a_place():
    assert asked("'⟦Van Buren⟧, ME'", NAME) == "a place is called so"
    assert asked("'⟦Van Buren⟧, ME2'", NAME) == ""
    assert asked("'⟦Van Buren⟧, PhD'", NAME) == ""


@pytest.mark.parametrize("text", ["Georgia", "Jordan", "Santa Cruz", "Emmy Kenya", "Paris"])
def test_people_who_are_called_like_places_stand(text):
    assert asked(f"flights by ⟦{text}⟧, daily", NAME) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("remember(request, max_age='⟦86400⟧')", "it counts something"),
        ('"expires_in": "⟦3600⟧"', "it counts something"),
        ("remember(request, password='⟦86400⟧')", ""),
        ("message = '⟦864003⟧'", ""),
        ("max_age='⟦hunter2x⟧'", ""),
        ("'reset_password': '⟦20/m/ip,5/m/key⟧'", "it counts something"),
        ("'password': '⟦20/m1/xip⟧'", ""),
    ],
)
def test_numbers_that_count_are_no_passwords(text, why):
    assert asked(text, Category.PASSWORD) == why


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("id: store_Uk⟦LWZg9DAJ⟧", Category.KEY),
        ("external_id: seti_⟦b0f840e3d99ea3a536ef5be0⟧", Category.KEY),
        ('rcloneClientID = "⟦5jcck7diasz0rqy⟧"', Category.KEY),
        ("'site_key' => '⟦6LeIxAcTAAAAAJcZVRqyHh71⟧'", Category.KEY),
        ("Brew::⟦Trust.trust!⟧(:tap", Category.PASSWORD),
        ('config.Owner = "⟦pocketbase⟧"', Category.PASSWORD),
    ],
)
def test_what_identifies_or_is_called_is_no_secret(text, category):
    assert asked(text, category)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("key: sk_test_⟦b0f840e3d99ea3a536ef5be0⟧", Category.KEY),
        ("token_⟦b0f840e3d99ea3a536ef5be0⟧", Category.KEY),
        ('AWSAccessKeyId=⟦G4YAF81XWY61DQM94SE0⟧"', Category.KEY),
        ("password: '⟦Trust.trust!⟧'", Category.PASSWORD),
    ],
)
def test_secrets_stand(text, category):
    assert asked(text, category) == ""


def test_five_characters_are_no_key():
    assert asked("linkToken: '⟦WxI4p⟧'", Category.KEY) == "so few characters keep nobody out"
    assert asked("linkToken: '⟦WxI4pQ⟧'", Category.KEY) == ""
