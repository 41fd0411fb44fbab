import pytest

from ..judge import judge, verdict

ADDRESS = r"(?P<value>[A-Za-z0-9._%+~-]+(?:@|%40)[A-Za-z0-9.-]+\.[A-Za-z]+)"


INTERNATIONAL = r"(?P<value>[A-Za-z0-9._%+~-]+@[A-Za-z0-9.\x80-\xff-]+\.[A-Za-z]+)"


def mailbox(text: str, path: str = "a.py", pattern: str = ADDRESS) -> str:
    return verdict("email.mailbox", text, path=path, pattern=pattern)


@pytest.mark.parametrize(
    "text",
    [
        "mail w.krieger@acme-corp.de", "<w.krieger+list@mail.acme-corp.co.uk>", "mailto:w.krieger%40acme-corp.de",
        "mailto://w.krieger@acme-corp.de", "a: w.krieger@acme-corp.de:", "W.KRIEGER@ACME-CORP.DE", "w@acme.Berlin",
        "support@acme-corp.de", "w.krieger@xn--mller-kva.de", "cannot get ssh public keys from w.krieger@acme-corp.de", "the ssh-key (w.krieger@acme-corp.de)",
        "ssh mailto:w.krieger@acme-corp.de", "['pscp', '-i Wolf Krieger <w.krieger@acme-corp.de>']", "ssh W. Krieger <w.krieger@acme-corp.de>",
    ],
)  # fmt: skip
def test_an_address(text):
    assert mailbox(text) == "kept"


@pytest.mark.parametrize(
    "text",
    [
        "logo@2x.png", "app@1.2.js", "matrix@other.method(x)", "a@b.cD", "git@github.com:acme/site.git", "hg@acme-corp.de/x",
        "w.krieger@host.de:src/app/", "https://w.krieger@intranet.acme-corp.de/x", "https://x:w.krieger@acme-corp.de/x",
        "ssh w.krieger@build.acme-corp.de", "scp -r dist w.krieger@build.acme-corp.de", "rsync -avz -e ssh --delete public/ w.krieger@build.acme-corp.de", "['ssh', '-i', 'key', 'w.krieger@acme-corp.de']", "scp file w.krieger@acme-corp.de", "REDACTED_PASSWORD@acme-corp.de",
        "postgresql@16.service", "$GITHUB_ACTOR@acme-corp.de", "41445551234@s.whatsapp.net", "41445551234-1612@g.us", "41445551234@c.us",
    ],
)  # fmt: skip
def test_what_only_looks_like_one(text):
    assert mailbox(text) == "dropped"


@pytest.mark.parametrize(
    "text",
    [
        "user@acme-corp.de", "john.doe@acme-corp.de", "w.krieger@example.com", "w.krieger@mail.example.org", "test1@acme-corp.de",
        "w.krieger@your-domain.com", "w.krieger@foo.bar", "w.krieger@localhost.localdomain", "max.mustermann@acme-corp.de",
        "w.krieger@contoso.com", "x@acme-corp.de", "w.krieger@email.xx", "user+tag@acme-corp.de", "w.krieger@mystore.com", "attacker@evil.com", "your-uuid-here@acme-corp.de", "admin@admin.com",
        "test_user@acme-corp.de", "8testuser@acme-corp.de", "unittest@acme-corp.de", "perms-testuser2+1@acme-corp.de", "example-user@acme-corp.de",
        "fake_mail@acme-corp.de", "my.test@acme-corp.de", "abcdefghij@acme-corp.de", "0123456789@acme-corp.de", "toto@acme-corp.de",
    ],
)  # fmt: skip
def test_a_stock_address_is_a_placeholder(text):
    assert mailbox(text) == "placeholder"


@pytest.mark.parametrize(
    "text",
    ["testa@acme-corp.de", "d.ummy@acme-corp.de", "sampler@acme-corp.de", "my@acme-corp.de", "my.nguyen@acme-corp.de", "totoro@acme-corp.de",
     "fakery@acme-corp.de", "abcde@acme-corp.de", "123456@acme-corp.de", "tester.krieger@acme-corp.de"],
)  # fmt: skip
def test_words_that_only_begin_like_a_stock_address_are_somebody(text):
    assert mailbox(text) == "kept"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("# Copyright 2012 by w.krieger@acme-corp.de", "a.py"),
        ("@author w.krieger@acme-corp.de", "A.java"),
        ("w.krieger@acme-corp.de", "AUTHORS"),
        ('"author": "w.krieger@acme-corp.de"', "package.json"),
        ("Signed-off-by: w.krieger@acme-corp.de", "a.patch"),
    ],
)
def test_a_credit_is_a_licence(text, path):
    assert mailbox(text, path) == "licence"


@pytest.mark.parametrize("path", ["composer.lock", "yarn.lock", "Cargo.lock"])
def test_in_a_lock_file_it_is_who_wrote_a_dependency(path):
    assert mailbox('"email": "w.krieger@acme-corp.de"', path) == "licence"


def test_an_unknown_ending_is_weaker():
    assert mailbox("w.krieger@acme.unknownending") == "weaker"
    assert mailbox("see <w.krieger@contour.ain>") == "weaker"


def test_an_unknown_ending_in_angle_brackets_is_one_of_the_new_ones():
    assert mailbox("to: <w.krieger@acme.computer>") == "kept"


def test_the_mask_of_somebody_on_irc_is_no_address():
    assert mailbox("Wilma!w.krieger@acme-corp.de") == "dropped"
    assert mailbox("Wilma!~w.krieger@acme-corp.de", pattern=ADDRESS.replace("%+~", "%+")) == "dropped"


@pytest.mark.parametrize(
    "text",
    [
        "ssh-ed25519-cert-v01@openssh.com", "sk-ssh-ed25519@openssh.com", "curve25519-sha256@libssh.org", "hmac-sha2-256-etm@openssh.com",
        "aes256-gcm@openssh.com", "statvfs@openssh.com", "auth-agent-req@openssh.com", "conch-keep-alive@acme-corp.de", "etm@openssh.com", "keepalive@acme-corp.de",
        "sntrup761x25519-sha512@tinyssh.org", "rijndael-cbc@lysator.liu.se",
    ],
)  # fmt: skip
def test_a_name_of_an_ssh_algorithm_is_no_address(text):
    assert mailbox(f'ciphers = ["{text}"]') == "dropped"


@pytest.mark.parametrize(
    "text", ["openssh@openssh.com", "w.krieger@libssh.org", "wilma-krieger@lysator.liu.se"]
)
def test_people_who_work_on_ssh_have_addresses(text):
    assert mailbox(f'mail = "{text}"') == "kept"


@pytest.mark.parametrize(
    "text",
    [
        "<960723163407.20117h@acme-corp.de>", "<20240117093012.GA2211@acme-corp.de>", "<29386.1528813619@acme-corp.de>",
        "<4D2F2C71.8080805@acme-corp.de>", "<be108555-da2a-4abc-a46b-acbe8b55bd25@acme-corp.de>", "<E1Tn4bm-0004lW-9K@acme-corp.de>",
        "https://www.acme-corp.de/message-id/flat/wilma.77%40acme-corp.de", "https://lore.kernel.org/git/wilma.77@acme-corp.de/",
        "Message-ID: <BANLkTi=wilma-77@acme-corp.de>", '"Message-Id": "wilma-77@acme-corp.de"', "Call-ID: wilma77@acme-corp.de", "'smtp-id': '<wilma_77@acme-corp.de>'",
        "msgid=wilma77@acme-corp.de", "<CAB-wilma77@mail.gmail.com>",
    ],
)  # fmt: skip
def test_an_identifier_of_a_message_is_no_address(text):
    assert mailbox(text) == "dropped"


@pytest.mark.parametrize(
    "text", ["<20240117@acme-corp.de>", "message by w.krieger@acme-corp.de", "see lore.kernel.org, w.krieger@acme-corp.de"]
)  # fmt: skip
def test_what_only_stands_near_a_message_is_one(text):
    assert mailbox(text) == "kept"


@pytest.mark.parametrize(
    "text",
    [
        "w = Worker('wilma@acme-corp.de')", "'hostname': 'wilma@acme-corp.de'", "x.hostname == 'wilma@acme-corp.de'",
        "from_node='wilma@acme-corp.de'", "assert 'wilma@acme-corp.de' not in state.workers", "erl -sname wilma@acme-corp.de",
        "worker1@acme-corp.de", "celery2@acme-corp.de",
    ],
)  # fmt: skip
def test_a_node_is_no_address(text):
    assert mailbox(text) == "dropped"


@pytest.mark.parametrize(
    "text",
    ["worker = 'wilma@acme-corp.de'", "hostname and 'wilma@acme-corp.de'", "'wilma@acme-corp.de' in users", "name='wilma@acme-corp.de'"],
)  # fmt: skip
def test_people_beside_nodes_have_addresses(text):
    assert mailbox(text) == "kept"


@pytest.mark.parametrize(
    "text",
    [
        ":wilma!wkrieger@dsl.acme-corp.de PRIVMSG #x", "Wilma!~wilma@acme-corp.de", "--vault-id wilma@vault.acme-corp.de",
        "vault_identity_list = wilma@acme-corp.de", "ansible --vault-id=wilma@ask-script.py", "wilma@script.py", "`~@Task.run`",
        "checkout git@github.com now", "sip:wilma:geheim@acme-corp.de", "Host: acme-corp.de:wilma@other-corp.de", '"wilma:secret@acme-corp.de"',
        "59589f9634ab4ef304e8209be66cda98%40group.calendar.google.com",
    ],
)  # fmt: skip
def test_other_things_with_an_at_sign(text):
    assert mailbox(text) == "dropped"


@pytest.mark.parametrize(
    "text",
    ["Hi! wilma@acme-corp.de", "wilma@acme-corp.com.py", "git@vger.kernel.org", "sip:wilma@acme-corp.de", "mail:wilma@acme-corp.de", "wilma:wilma@acme-corp.de"],
)  # fmt: skip
def test_and_addresses_that_look_much_like_them(text):
    assert mailbox(text) == "kept"


@pytest.mark.parametrize(
    "text",
    [
        "name1@acme-corp.de", "mail2@acme-corp.de", "my-mail2@acme-corp.de", "other.user@acme-corp.de", "bogus@acme-corp.de", "some@acme-corp.de",
        "to@acme-corp.de", "from@acme-corp.de", "cc2@acme-corp.de", "recipient1@acme-corp.de", "tttt@acme-corp.de", "joe@bloggs.com",
        "jane@johnsmith.net", "w.krieger@client.com", "w.krieger@d.com", "w1@q.com", "w.krieger@ixample.org", "w.krieger@éxample.com",
        "w.krieger@xn--xample-9ua.com", "ex@mple.com", "e@xample.com", "LL@li.org", "alice@acme-corp.de",
    ],
)  # fmt: skip
def test_more_stock_addresses(text):
    assert mailbox(text, pattern=INTERNATIONAL) == "placeholder"


@pytest.mark.parametrize(
    "text",
    [
        "me@acme-corp.de", "joe@acme-corp.de", "tom@acme-corp.de", "fromm@acme-corp.de", "mailer@acme-corp.de", "w.krieger@trample.org",
        "w.krieger@xn--mller-kva.de", "w.krieger@q.com", "w.krieger@ample.com", "info@xa-corp.de", "charlie@acme-corp.de",
    ],
)  # fmt: skip
def test_addresses_that_are_much_like_stock_ones(text):
    assert mailbox(text, pattern=INTERNATIONAL) == "kept"


def test_charlie_beside_alice_and_bob_is_of_a_protocol_s_text():
    lines = 'to = ["bob@acme-corp.de",\n      "charlie@acme-corp.de"]'
    assert [item.status.value for item in judge("email.mailbox", lines, pattern=ADDRESS)] == [
        "placeholder"
    ] * 2


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("wilma@wilma.com", "tests/a.py", "placeholder"),
        ("wilma@wilma.com", "docs/a.rst", "placeholder"),
        ("acme@acme-corp.com", "tests/a.py", "kept"),
        ("krieger@krieger.de", "src/a.py", "kept"),  # a role address of a real domain
        ("wilma@lala.com", "tests/a.py", "placeholder"),
        ("wilma@hohoho.com", "tests/a.py", "placeholder"),
        ("wilma@123.com", "tests/a.py", "placeholder"),
        ("wilma@asdf.com", "tests/a.py", "placeholder"),
        ("wilma@lala.com", "a.py", "kept"),
        ("wilma@163.com", "tests/a.py", "kept"),
        ("wilma@mama-corp.com", "tests/a.py", "kept"),
        ("weird-email@acme-corp.de", "tests/a.py", "placeholder"),
        ("weird-email@acme-corp.de", "a.py", "kept"),
        ("remailer@acme-corp.de", "tests/a.py", "kept"),
    ],
)
def test_what_counts_in_tests(text, path, expected):
    assert mailbox(text, path) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on Mastodon: @w.krieger@acme-corp.de", "dropped"),
        ('"acct": "w.krieger@acme-corp.de"', "dropped"),
        ("UID:w.krieger@acme-corp.de", "dropped"),
        ("SEQUENCE:0\nUID;X=1:w.krieger@acme-corp.de", "dropped"),
        ("acct:w.krieger@acme-corp.de", "kept"),
        ("GUID:w.krieger@acme-corp.de", "kept"),
        ('"fact": "w.krieger@acme-corp.de"', "kept"),
        ("@ w.krieger@acme-corp.de", "kept"),
    ],
)
def test_accounts_and_numbers_of_entries(text, expected):
    assert mailbox(text, "a.py") == expected


SPELLED = r"(?P<value>\S+ ?(?: at |\[at\]) ?[^\n]+)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w.krieger at acme-corp dot de", "kept"),
        ("w.krieger [at] acme-corp.de", "dropped"),
        ("w.krieger [at] acme-corp [dot] de", "kept"),
        ("user at acme-corp dot de", "placeholder"),
        ("w.krieger at example dot com", "placeholder"),
        ("look at this dot product", "dropped"),
    ],
)
def test_spelled(text, expected):
    assert verdict("email.spelled", text, pattern=SPELLED) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("w.krieger at acme-corp.de", "kept"),
        ("w.krieger at acme-corp", "dropped"),
        ("look at readme.txt", "dropped"),
        ("user at acme-corp.de", "placeholder"),
        ("w.krieger at mail.example.com", "placeholder"),
    ],
)
def test_spelled_with_a_dot(text, expected):
    assert verdict("email.spelled:dotted", text, pattern=SPELLED) == expected


def test_two_on_a_line_are_two():
    assert len(judge("email.mailbox", "w@acme-corp.de, r.krieger@acme-corp.de", pattern=ADDRESS)) == 2
