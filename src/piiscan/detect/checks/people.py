"""Names and handles of persons."""

from __future__ import annotations

import re
from typing import Final

from piiscan.compiled import regex
from piiscan.detect import values
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks import marks_credits
from piiscan.detect.context import file_kind
from piiscan.detect.credit import mark
from piiscan.detect.organisations import is_organisation
from piiscan.detect.people import is_stock_name, plausible
from piiscan.types import Status

#: Accounts that software creates.
_SOFTWARE: Final = frozenset(
    b"root admin administrator guest public default shared all www www-data daemon nobody ubuntu debian centos "
    b"ec2-user azureuser nodejs npm vsts vagrant docker jenkins runner runneradmin circleci travis git svn hg postgres mysql mongo redis nginx apache httpd "
    b"tomcat oracle hadoop spark airflow app apps data node python pi deploy deployer build builder builduser "
    b"travis-ci gitlab-runner linuxbrew homebrew conda anaconda jovyan coder codespace vscode gitpod name "
    b"home local localuser container steam kali system service "
    b"share lib bin opt tmp var etc src work project projects package packages repo repos code dev documents desktop downloads "
    b"library application applications library public programs containeradministrator containeruser appdata profile profiles "
    b"sa dba web webadmin webmaster ftp ftpuser anonymous mail smtp noreply operator backup sys info support staff super superuser "
    b"vmail virtual mrtg buildbot gopher nagios zabbix gitea grafana prometheus elastic kafka ceph postfix dovecot exim other "
    b"manager client server master slave agent worker ci token oauth oauth2 __token__ apikey api-key bearer "
    b"gitlab-ci-token x-access-token x-token-auth x-oauth-basic access-token deploy-token job-token ci-user ci-bot "
    b"html htdocs public_html cgi-bin webapps vhosts sites".split()
)
#: Words that stand for any account.
_ANYBODY: Final = frozenset(
    b"user users username test tester testuser me you your yourname your-name your_name your-username your_username yourusername "
    b"someuser someone user_name foo bar baz example xxx abc john alice bob my-user myuser myname me.user u usr username1 user1 "
    b"user2 jsmith jdoe login account sshuser owner org orgname your-org your_org myorg company organization".split()
)
_STOCK_USER: Final = regex(
    rb"(?:test|my|your|some|any|the|demo|dummy|fake|example|sample|db|database)?[-_.]?(?:user|login|account|name|person|handle)(?:[-_.]?(?:name|id|\d{1,3}))?"
    rb"|test\w{0,6}|\$\w+|<.*|\{.*|x+|j(?:ohn|ane)[-_.]?doe|janedoe|foo\w*|bar\d*|baz\d*|todo|fixme|none|null|bug|perf|gh-\d+|\d+|[a-z]",
    re.IGNORECASE,
)
#: Accounts of programs on hosting services: `dependabot[bot]`, `pyup-bot`, a deploy token of GitLab.
_ROBOT: Final = regex(
    rb"(?:.*[-_])?(?:ro)?bot(?:[-_]?\d+)?|(?:dependabot|renovate|greenkeeper|codecov|coveralls|allcontributors|mergify|pre-commit-ci|imgbot|sonarcloud"
    rb"|github-actions|travis-ci|netlify|vercel)(?:[-_].*)?|gitlab\+deploy-token-\d+",
    re.IGNORECASE,
)
#: `DefaultAzureCredential@…`: where somebody is to be looked up.
_CREDENTIAL: Final = regex(rb"[A-Z][A-Za-z]{2,40}Credentials?")
_TICKET: Final = regex(rb"[A-Z]{2,10}[-_]?[0-9]{1,6}")
#: What a user's part of a URL stands for without its escapes and signs.
_ESCAPED: Final = regex(rb"%[0-9A-Fa-f]{2}|[^A-Za-z0-9]")

_QUOTED: Final = regex(rb"=([0-9A-Fa-f]{2})")
#: One to five words, the first of which begins as names do.
_WORDS_OF_NAME: Final = regex(
    rb"(?:[A-Z]|[\x80-\xff])[A-Za-z\x80-\xff.'-]{1,30}(?: [A-Za-z\x80-\xff.'-]{1,30}){0,4}"
)


@marks_credits
def name(candidate: Candidate, argument: str) -> bool:
    """A person's name: no company, licence or product; stock names become placeholders, credits are marked.

    ``credit``: it is one, wherever it stands.
    """
    value = candidate.reveal()
    if is_stock_name(value):
        candidate.status = Status.PLACEHOLDER
        return True
    if not candidate.rule.split and not plausible(value):  # the splitter has asked already
        return False
    if argument == "credit":
        candidate.status = Status.LICENCE
    else:
        mark(candidate)
    return True


#: What forms say instead of a name; `John` and `Doe`, whom everybody uses, become placeholders.
_NO_PART: Final = frozenset(
    b"required optional string text value input label field empty missing invalid".split()
)
_STOCK_PART: Final = frozenset(
    b"john jane doe smith alice bob foo bar baz qux quux joe q jon max mustermann test mock mocked dummy fake sample demo temp "
    b"someone something somebody anyone anything nobody first second third fourth fifth one two three new old other another changed edited "
    b"client contact member customer person employee athlete student player guest order hook safe".split()
)


@marks_credits
def part(candidate: Candidate, argument: str) -> bool:
    """A first or last name, which its key (group ``key``) announces: no label of the key, no word of forms."""
    value = candidate.reveal()
    if candidate.file.is_translation or candidate.file.is_lock:
        return False
    words = value.lower().split()
    if b"name" in value.lower() or not _NO_PART.isdisjoint(words) or not plausible(value):
        return False
    if is_stock_name(value) or _STOCK_PART.issuperset(words):
        candidate.status = Status.PLACEHOLDER
        return True
    mark(candidate)
    return True


@marks_credits
def encoded(candidate: Candidate, argument: str) -> bool:
    """As ``name``, of what an encoded word says (RFC 2047): group ``quoted``."""
    said = _QUOTED.sub(
        lambda found: bytes((int(found[1], 16),)), candidate.group("quoted").replace(b"_", b" ")
    )
    words = _WORDS_OF_NAME.fullmatch(said)
    if words is None or is_stock_name(said) or not plausible(said):
        return False
    mark(candidate)
    return True


def is_software(value: bytes) -> bool:
    """Whether a program makes or uses an account that is called so: `postgres`, `dependabot`."""
    return value.lower() in _SOFTWARE or _ROBOT.fullmatch(value) is not None


def is_anybody(value: bytes) -> bool:
    """Whether it stands for any account: `testuser`, `alice`."""
    return value.lower() in _ANYBODY or _STOCK_USER.fullmatch(value) is not None


def handle(candidate: Candidate, argument: str) -> bool:
    """An account of a person: software's own accounts are dropped, stock handles become placeholders, credits are marked.

    ``live``: what stands in a credit is no credit for that, such as whose repository it is; ``file``: only a file of credits
    makes one; ``strict``: stock handles are dropped too.
    """
    value = candidate.reveal()
    if b"%" in value:
        value = _ESCAPED.sub(b"", value) or value
    if is_software(value) or _CREDENTIAL.fullmatch(value):
        return False
    if is_anybody(value):
        candidate.status = Status.PLACEHOLDER
        return argument != "strict"
    if argument == "file":
        if candidate.file.gives_credit:
            candidate.status = Status.LICENCE
    elif argument != "live":
        mark(candidate)
    return True


#: What the addresses of examples end with (RFC 2606).
_EXAMPLE_ADDRESS: Final = regex(
    rb" ?<[A-Za-z0-9._+-]{1,64}@(?:[A-Za-z0-9-]{1,40}\.){0,3}(?:example\.(?:com|net|org)|example|test|invalid|localhost)>"
)


def addressed(candidate: Candidate, argument: str) -> bool:
    """Keeps all; whose address is that of an example becomes a placeholder."""
    if _EXAMPLE_ADDRESS.match(candidate.after(140)):
        candidate.status = Status.PLACEHOLDER
    return True


def no_ticket(candidate: Candidate, argument: str) -> bool:
    """Drops tickets and versions: `TODO(ABC-12)`, `TODO(PY311)`."""
    return _TICKET.fullmatch(candidate.reveal()) is None


#: `/home/www.acme-corp.com/`: sites have folders under /home too.
_SITE_FOLDER: Final = regex(rb"(?i:^www\.)|\.(?:com|org|net|edu|gov)$")
_SSH_OPTION: Final = regex(
    rb"^[ \t]*(?:host|hostname|port|identityfile|identitiesonly|proxyjump|proxycommand|forwardagent|match|stricthostkeychecking"
    rb"|userknownhostsfile|localforward|serveraliveinterval|controlpath|addkeystoagent|preferredauthentications|hostkeyalgorithms)[ \t=]",
    re.IGNORECASE | re.MULTILINE,
)


def ssh_option(candidate: Candidate, argument: str) -> bool:
    """Keeps `User …` beside another option of ssh's configuration: alone it is a heading, or code."""
    start = max(0, candidate.start - 400)
    return bool(_SSH_OPTION.search(candidate.data[start : candidate.end + 300]))


#: How far round a path an image's recipe is searched for its account, in bytes.
_RECIPE: Final = 32_768


def _is_of_image(candidate: Candidate) -> bool:
    """Whether an image has the account: it stands in an instruction of its recipe. No image is a Mac's."""
    if candidate.match.group().startswith(b"/Users/"):
        return False
    if not candidate.line().lstrip().startswith(b"#"):
        return True
    round_it = candidate.data[max(0, candidate.start - _RECIPE) : candidate.end + _RECIPE]
    instruction = rb"(?m:^)[ \t]*[^#\s][^\n]*?(?<![A-Za-z0-9_])" + re.escape(candidate.reveal())
    return re.search(instruction + rb"(?![A-Za-z0-9_])", round_it) is not None


def home(candidate: Candidate, argument: str) -> bool:
    """Drops `/home/…` that is a URL's path or a route, and the accounts that an image creates for itself."""
    if candidate.file.name.startswith(("dockerfile", "containerfile")) and _is_of_image(candidate):
        return False
    if candidate.reveal().startswith(b"_") or _SITE_FOLDER.search(candidate.reveal()):
        return False  # macOS calls the accounts of its services so: `_smtpd`
    start = candidate.match.start()
    before = candidate.data[max(0, start - 60) : start].rsplit(b"\n", 1)[-1]
    return not re.search(rb"://[^\s\"'<>]*$|[A-Za-z0-9_})-]$", before)


_MENTION_PACKAGE: Final = regex(rb"[/:.(=@]|-[^A-Za-z0-9]")
#: What stands behind an `@` in code and is nobody.
CODE_WORDS: Final = frozenset(
    b"param return returns throws see since deprecated version author override property import media keyframes font-face charset "
    b"include extend mixin if else for each while function content apply layer supports private public protected static test "
    b"before after todo link code example type typedef template class interface internal ignore use-state readonly namespace "
    b"latest next beta alpha rc stable canary here all everyone channel mention username user org scope types babel angular "
    b"remarks hourly daily weekly monthly yearly annually midnight reboot staticmethod classmethod dataclass pytest deprecated experimental default".split()
)


def mention(candidate: Candidate, argument: str) -> bool:
    """Keeps `@handle` in prose; drops decorators, packages and tags."""
    if _MENTION_PACKAGE.match(candidate.after(2)) and not re.match(
        rb"[.):](?:\s|$)|\.$|\)", candidate.after(2)
    ):
        return False
    if re.match(rb"[ \t]*=", candidate.after(4)):
        return False  # Perl and Ruby have variables that look like it
    before = candidate.before(3)
    if before.rstrip(b"@").endswith(b"`"):
        return False
    return candidate.reveal().lower() not in CODE_WORDS


_SITE_PAGES: Final = frozenset(
    b"about features pricing login join signup sign_up explore topics trending marketplace sponsors settings issues pulls search "
    b"notifications security contact enterprise team teams customer-stories site readme events collections new organizations orgs "
    b"apps home share intent hashtag i status privacy tos terms help legal jobs blog docs company in pub feed groups explore.html "
    b"sharer sharer.php dialog plugins tr profile.php watch pages ads business developers policies hub stars images en ce ee api user "
    b"users authorizations repos raw assets static path account articles".split()
)


def profile(candidate: Candidate, argument: str) -> bool:
    """Drops the pages of the site itself; handles that read like an organisation's are weakened."""
    value = candidate.reveal()
    if (
        value.lower() in _SITE_PAGES
        or value.isdigit()
        or value.lower().endswith((b".git", b".html", b".php"))
    ):
        return False
    if is_organisation(value):
        candidate.weaken(0.6)
    return True


#: `git-lfs.github.com/spec/v1`: somebody's pages, no account behind the host.
_SUBDOMAIN: Final = regex(rb"[A-Za-z0-9-](?<!www)(?<!raw)(?<!api)(?<!img)(?<!gist)(?<!media)\.?$")
_REPOSITORY: Final = regex(rb"/([A-Za-z0-9_.-]{1,100})")


def owner(candidate: Candidate, argument: str) -> bool:
    """Keeps who owns a repository in its URL if that reads like a person's account."""
    value = candidate.reveal()
    if value.lower() in _SITE_PAGES or is_organisation(value):
        return False
    start = candidate.match.start()
    if _SUBDOMAIN.search(candidate.data, max(0, start - 6), start):
        return False
    beside = _REPOSITORY.match(candidate.after(101))
    return beside is None or not is_organisation(value, beside[1])


#: `typeof login === "string"`
_TYPES: Final = frozenset((b"string", b"object", b"number", b"function", b"undefined", b"boolean"))
_MADE_UP: Final = frozenset(("test", "example", "doc", "notebook"))
#: `login: "login"`, `user_id="user_id"`, `UserName = "NAME"`: the key's own words for a value.
_KEY_WORDS: Final = regex(rb"[^A-Za-z]+")


def assigned(candidate: Candidate, argument: str) -> bool:
    """Keeps what is assigned to a name of accounts; drops labels, the key's own name, constants."""
    value = candidate.reveal()
    if candidate.file.is_translation or candidate.file.is_lock or not value.isascii():
        return False
    begin = candidate.match.start("key")
    before = candidate.data[max(0, begin - 1) : begin]
    if before.isalpha() and not (before.islower() and candidate.group("key")[:1].isupper()):
        return False  # `superuser`, and not `dbUser`
    key = _KEY_WORDS.sub(b"", candidate.group("key")).lower()
    same = _KEY_WORDS.sub(b"", value).lower()
    if (same == key and value not in (b"user", b"username")) or value in _TYPES:
        return False
    # Whoever logs in in a test or in a manual was made for it; `shop`, `mailer`: what a service is called.
    made_up = file_kind(candidate.file) in _MADE_UP or (
        value.isalpha() and (len(value) < 5 or values.is_words(value))
    )
    if made_up or (value.isupper() and b"_" in value):
        candidate.status = Status.PLACEHOLDER
    return True
