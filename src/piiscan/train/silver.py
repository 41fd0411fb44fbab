"""Silver labels: what the rules are sure of, and the people of a package found again in its own files.

Whatever is neither sure nor surely nothing is masked: a wrong negative costs more than a missing label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from piiscan.train.records import Document, Range, Span

#: Confidence from which a finding is a label; below it is masked. NAME and USERNAME rules are precise from 0.75 on.
_SURE = {
    "NAME": 0.7,
    "USERNAME": 0.6,
    "EMAIL": 0.7,
    "IP_ADDRESS": 0.7,
    "PASSWORD": 0.8,
    "KEY": 0.85,
    "ID": 0.85,
}
_SUFFIX = {"live": "", "licence": "_LICENSE", "placeholder": "_EXAMPLE"}

_CREDIT_LINE = re.compile(
    r"copyright|\(c\)|©|@?\bauthors?\b|maintain|written by|contribut|licen[cs]ed|signed-off-by|co-authored|uploaders|created by|^ -- |last-translator",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"(?P<name>[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,3}) ?[<(](?P<email>[\w.+%-]+@[\w.-]+\.\w+)[>)]"
)
#: Where a handle shows that it is one.
_HANDLE_PLACES = re.compile(
    r"(?:(?<![\w./@])@|github\.com[/:]|gitlab\.com[/:]|bitbucket\.org/|twitter\.com/@?|TODO\(|FIXME\(|XXX\(|NOTE\(|/home/|/Users/|://(?=[\w-]+\.github\.io)|/~)"
    r"(?P<handle>[A-Za-z0-9][A-Za-z0-9_-]{1,38})(?=$|[/\s),.:;\]'\"`>]|\.github\.io)"
)
_PLAIN_HANDLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,38}")

#: What may be somebody's data though no rule says so.
_CAPITAL_WORD = r"[^\W\d_a-z](?:[^\W\d_]|['’](?=\w))+(?:-[^\W\d_]+)?"
_CAPITALISED = re.compile(
    rf"(?<![\w.@/-]){_CAPITAL_WORD}(?:[ \t]+(?:[^\W\d_a-z]\.|{_CAPITAL_WORD}|van|von|de|der|da)){{1,3}}(?![\w@])"
)
_MAIL_LIKE = re.compile(r"[\w.+%-]+(?:@| at |\(at\)|\[at\])[\w-]+(?:\.| dot )[\w.-]*\w")
_SECRET_KEY = re.compile(
    r"(?:passw(?:or)?d|passwd|passphrase|\bpwd?|\bpass|secret|token|api_?key|access_?key|private_?key|credential|auth)\w*[\"'\])]*\s*"
    r"(?:=>|:=|==?|:|,|\s)\s*[brfu@]?(?P<q>[\"'`])(?P<value>[^\"'`\n]{3,200})(?P=q)",
    re.IGNORECASE,
)
_BARE_SECRET = re.compile(
    r"^[ \t\-#;]*[\w.-]*(?:passw(?:or)?d|passwd|pwd|secret|token|api_?key)\s*[:=][ \t]*(?P<value>[^\s\"'`<>(){}$]{4,})[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_USER_KEY = re.compile(
    r"(?:\buser(?:_?name)?|\blogin|\bnick(?:name)?|\bowner|\bassignee|\bhandle|\buid)[\"'\])]*\s*(?:=>|:=|==?|:|,)\s*[bu]?(?P<q>[\"'`])(?P<value>[\w.@+-]{1,40})(?P=q)",
    re.IGNORECASE,
)
_NAME_KEY = re.compile(
    r"(?:full_?name|first_?name|last_?name|given_?name|surname|display_?name|\bauthor|real_?name|\bcn)[\"'\])]*\s*(?:=>|:=|==?|:|,)\s*[bu]?(?P<q>[\"'`])(?P<value>[^\"'`\n]{2,60})(?P=q)",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"://(?P<value>[^\s/@\"'<>]{1,80})@")
_LONG_NUMBER = re.compile(
    r"(?:phone|mobile|\btel\b|fax|account|acct|iban|serial|imei|ssn|passport|device_?id|card)[^\n]{0,24}?(?P<value>\+?[0-9A-Z][0-9A-Z ().:-]{5,30}[0-9A-Z])(?![\w])",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?:thanks?(?: to)?|thx|\btx|by|from|reported|suggest\w*|kudos|courtesy of|credits?)[ :]+(?P<value>@?[A-Z][\w.'-]+(?: [A-Z][\w.'-]+)*)"
)
#: On a line that speaks of accounts any short literal may be a login or a password; one before `:` or `=` is a key.
_ACCOUNT_WORDS = re.compile(
    r"user|login|auth|passw|passwd|pwd|cred|secret|token|sign_?in|account|grant |bind", re.IGNORECASE
)
_LITERAL = re.compile(r"(?P<q>[\"'`])(?P<value>[\w.@!#%^&*+/=-]{1,60})(?P=q)(?!\s*(?:\]?\s*[:=]|=>))")
_MIXED = re.compile(
    r"[\"'`](?P<value>(?=[^\"'`]*[a-z])(?=[^\"'`]*[A-Z])(?=[^\"'`]*\d)[A-Za-z0-9+/=_-]{16,})[\"'`]"
)
_DIGITS = re.compile(r"[\"'`>](?P<value>[A-Z]{0,3}[0-9](?:[ .-]?[0-9A-Z]){6,30})[\"'`<]")
_QUOTED_NAME = re.compile(r"[\"'`>](?P<value>[^\W\d_a-z][^\W\d_]+(?: [^\W\d_a-z][\w.]*){1,2})[\"'`<]")
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY[A-Z ]*-----.*?(?:-----END [A-Z ]*-----|\Z)", re.DOTALL)
_CODE_SIGNS = frozenset(
    "param params return returns throws throw see since deprecated author version override test property private public protected type typedef link example exception inheritdoc "
    "media import include font keyframes charset supports click input change keyup submit if else for end group ingroup brief file todo note internal var package default const "
    "class extends implements module namespace function method classmethod staticmethod abstractmethod pytest mock patch fixture app api app_route decorator wraps lru_cache code "
    "component injectable ngmodule suppresswarnings nullable nonnull autowired bean value requestmapping column entity table id generatedvalue interface synthesize selector end".split()
)
_ROLES = frozenset(
    "info support security admin webmaster postmaster contact help dev devel users bugs sales team noreply no-reply root mail hello list lists debian python perl "
    "opensource oss code git github maintainer maintainers packages build release".split()
)
#: Owners of repositories that are no persons: what follows github.com/ and is not marked.
ORGANISATIONS = frozenset(
    "kubernetes google apache microsoft golang mozilla facebook apple docker hashicorp elastic grafana prometheus nodejs rails django pallets psf python numpy angular vuejs "
    "reactjs expo babel webpack eslint aws azure spring-projects eclipse jenkinsci gnome kde freedesktop debian openssl nginx redis mongodb postgres mysql twitter netflix uber "
    "airbnb stripe twilio slackapi octokit actions travis-ci codecov sendgrid heroku cloudflare digitalocean gorilla pkg stretchr tensorflow pytorch npm nodeca expressjs "
    "facebookincubator googleapis googlecloudplatform aio-libs encode pypa pytest-dev jupyter jupyterhub ipython matplotlib scipy scikit-learn apache-arrow apollographql hapijs "
    "fastify nestjs typeorm prisma sequelize mongodb-js socketio mqttjs node-red homebridge serverless pulumi cypress-io puppeteer webdriverio jestjs mochajs tryghost hexojs "
    "strapi parse-community feathersjs auth0 okta firebase aws-amplify atlassian gitlab bitbucket sentry getsentry datadog newrelic rabbitmq celery scrapy ansible saltstack "
    "openstack canonical ubuntu redhat fedora archlinux freebsd openbsd netbsd gnu linux torvalds-linux systemd coreos containerd opencontainers cncf etcd-io grpc protocolbuffers "
    "rust-lang tokio-rs hyperium rustls serde-rs clap-rs ruby rubygems sinatra rspec jekyll php symfony laravel guzzle composer phpmailer wordpress drupal joomla haskell "
    "yesodweb snoyberg-org tidyverse r-lib rstudio rspatial luarocks neovim vim emacs-mirror perl perl5 mojolicious plack dancer libwww-perl dart-lang flutter jetbrains kotlin "
    "square airbrake rollbar bugsnag twbs jquery lodash moment ramda rxjs reactivex d3 mrdoob three chartjs highcharts sass less postcss tailwindlabs vercel nextjs nuxt gatsbyjs "
    "electron ionic-team cordova nativescript react-native-community react-native-firebase conda conda-forge home-assistant jazzband web3 ethereum bitcoin bitcoinjs".split()
)
_PLACEHOLDER_HANDLES = frozenset(
    "user username name you your-name yourname owner org organization foo bar example test me orgs users login features about pulls issues apps settings topics sponsors".split()
)


@dataclass(slots=True)
class People:
    """Who made a package, as its own metadata say."""

    names: set[str] = field(default_factory=set)
    """Full names, of two words at least."""
    emails: set[str] = field(default_factory=set)
    handles: set[str] = field(default_factory=set)
    """In lower case; counted only where the text shows a handle."""


def label(
    documents: Sequence[Document], findings: Sequence[Sequence[Span]], sure: Sequence[Sequence[Span]]
) -> Iterator[Document]:
    """The files of one package with silver labels.

    ``findings`` are all spans that the rules found in each file, ``sure`` those that are labels.
    """
    people = _people(documents, sure)
    for document, all_spans, kept in zip(documents, findings, sure, strict=True):
        if document.path.startswith(".git/"):
            continue
        blocks = (Span(m.start(), m.end(), "KEY") for m in _PEM.finditer(document.text) if len(m[0]) > 300)
        spans = _apart([*kept, *_projected(document, people), *blocks])
        doubts = [Range(s.start, s.end) for s in all_spans] + list(_doubts(document))
        masked = _outside(doubts, spans)
        yield replace(document, spans=spans, masked=masked, complete=True, origin="silver")


def _people(documents: Sequence[Document], sure: Sequence[Sequence[Span]]) -> People:
    people = People()
    for document, spans in zip(documents, sure, strict=True):
        text = document.text
        if document.path.startswith(".git/") or re.search(
            r"(?:^|/)(?:AUTHORS|CONTRIBUTORS|PKG-INFO|THANKS|debian/(?:control|changelog|copyright))",
            document.path,
        ):
            for found in _ADDRESSED.finditer(text):
                people.names.add(found["name"])
                people.emails.add(found["email"].lower())
        for span in spans:
            value = text[span.start : span.end]
            if span.label == "NAME_LICENSE":
                people.names.add(value)
            elif span.label in ("EMAIL_LICENSE", "EMAIL"):
                people.emails.add(value.lower())
            elif span.label in ("USERNAME", "USERNAME_LICENSE"):
                people.handles.add(value.lower())
    people.names = {name for name in people.names if _whole_name(name)}
    for email in people.emails:
        local, _, domain = email.partition("@")
        if domain == "users.noreply.github.com":
            people.handles.add(local.rpartition("+")[2])
        elif len(local) > 3 and local not in _ROLES and re.fullmatch(r"[a-z0-9_-]+", local):
            people.handles.add(local)
    people.handles -= ORGANISATIONS | _PLACEHOLDER_HANDLES | _ROLES
    return people


def _whole_name(name: str) -> bool:
    words = name.split()
    return (
        2 <= len(words) <= 4
        and all(word[:1].isupper() or len(word) < 4 for word in words)
        and len(words[-1]) > 2
        and not re.search(
            r"\d|inc\b|team|project|foundation|group|ltd|gmbh|developers|authors|contributors|packag|debian|maintain|university|software|systems",
            name,
            re.IGNORECASE,
        )
    )


def _projected(document: Document, people: People) -> Iterator[Span]:
    """Names and handles of the package's people wherever they stand in the file."""
    text = document.text
    for found in _CAPITALISED.finditer(text):
        # The run may be longer than the name: `Thanks Ada Lovelace`.
        for name, start in _sub_runs(found[0], found.start()):
            if name in people.names:
                yield Span(start, start + len(name), "NAME_LICENSE" if _credits(document, start) else "NAME")
                break
    for found in _HANDLE_PLACES.finditer(text):
        if found["handle"].lower() in people.handles:
            start, end = found.span("handle")
            yield Span(start, end, "USERNAME_LICENSE" if _credits(document, start) else "USERNAME")


def _sub_runs(run: str, start: int) -> Iterator[tuple[str, int]]:
    starts = [found.start() for found in re.finditer(r"\S+", run)]
    ends = [found.end() for found in re.finditer(r"\S+", run)]
    for first in range(len(starts)):
        for last in range(len(ends) - 1, first, -1):
            yield run[starts[first] : ends[last]], start + starts[first]


def _credits(document: Document, at: int) -> bool:
    begin = document.text.rfind("\n", 0, at) + 1
    end = document.text.find("\n", at)
    line = document.text[begin : end if end >= 0 else len(document.text)]
    return bool(
        _CREDIT_LINE.search(line)
        or re.search(
            r"(?:^|/)(?:AUTHORS|CONTRIBUTORS|LICEN[CS]E|COPYING|PKG-INFO|package\.json|setup\.py)",
            document.path,
        )
    )


def _doubts(document: Document) -> Iterator[Range]:
    """Text that may be somebody's data though nothing says so surely."""
    text = document.text
    first = _first_names()
    credit_file = bool(
        re.search(
            r"(?:^|/)(?:authors|contributors|credits|thanks|maintainers|\.mailmap)",
            document.path,
            re.IGNORECASE,
        )
    )
    for found in _CAPITALISED.finditer(text):
        words = found[0].lower().split()
        if credit_file or any(word in first for word in words) or _credits(document, found.start()):
            yield Range(*found.span())
    for found in _MAIL_LIKE.finditer(text):
        yield Range(*found.span())
    for found in _HANDLE_PLACES.finditer(text):
        handle = found["handle"].lower()
        if handle not in ORGANISATIONS and not _is_code(document, found):
            yield Range(*found.span("handle"))
    for pattern in (_SECRET_KEY, _BARE_SECRET, _USER_KEY, _NAME_KEY, _USERINFO, _LONG_NUMBER, _THANKS):
        for found in pattern.finditer(text):
            if not _plainly_none(found["value"]):
                yield Range(*found.span("value"))
    yield from _hidden_literals(document)


def _is_code(document: Document, found: re.Match[str]) -> bool:
    """``@property``, ``@param``, ``@org/package``: a sign of code, no handle."""
    if not found[0].startswith("@"):
        return False
    text = document.text
    begin = text.rfind("\n", 0, found.start()) + 1
    alone = not text[begin : found.start()].strip(" \t*#/-;|\"'")
    code = document.language not in ("docs", "html", "fixture") and alone
    return text[found.end() : found.end() + 1] == "/" or found["handle"].lower() in _CODE_SIGNS or code


def _hidden_literals(document: Document) -> Iterator[Range]:
    text = document.text
    for found in _LITERAL.finditer(text):
        begin = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.end())
        if _ACCOUNT_WORDS.search(text[begin : end if end >= 0 else len(text)]):
            yield Range(*found.span("value"))
    for pattern in (_MIXED, _DIGITS, _QUOTED_NAME):
        for found in pattern.finditer(text):
            yield Range(*found.span("value"))
    for found in _PEM.finditer(text):
        yield Range(*found.span())


def _plainly_none(value: str) -> bool:
    """Whether a value is a variable, a call, a sentence, a type: nothing anybody would mark."""
    return bool(
        re.search(
            r"\$\{|\{\{|%s|%\(|\(\)|^\W+$|^(?:true|false|none|null|nil|string|str|bytes|int|undefined)$|\s\S+\s\S+\s",
            value,
            re.IGNORECASE,
        )
    )


def _apart(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Sorted; of two that overlap the longer stays, of two equal ones the first given."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: each.start - each.end):
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return tuple(sorted(kept))


def _outside(doubts: Iterable[Range], spans: Sequence[Span]) -> tuple[Range, ...]:
    """The doubtful ranges without the spans in them, merged."""
    out: list[Range] = []
    for start, end in sorted(doubts):
        at = max(start, out[-1].end if out else 0)
        for span in spans:
            if span.end <= at or span.start >= end:
                continue
            if span.start > at:
                out.append(Range(at, span.start))
            at = max(at, span.end)
        if at < end:
            out.append(Range(at, end))
    return tuple(out)


@cache
def _first_names() -> frozenset[str]:
    from piiscan.train.synthesis.people import first_names

    return frozenset(name for name in first_names() if len(name) > 2)


class Rules:
    """The rules of piiscan, asked for everything they know."""

    def __init__(self) -> None:
        from piiscan.run.scanner import Wanted
        from piiscan.run.workers import Job
        from piiscan.settings.model import Settings
        from piiscan.types import Status

        settings = Settings(root="/", include=frozenset(Status), min_confidence=0.0, model="off")
        self._scanner = Job(settings, Wanted(fingerprints=False), "/").scanner()

    def spans(self, document: Document) -> tuple[list[Span], list[Span]]:
        """All that was found, and what of it is sure enough to be a label."""
        from piiscan.sources.entry import MemoryEntry

        text = document.text
        # A lone surrogate has no UTF-8; one question mark keeps the count of code points.
        data = text.encode("utf-8", "replace")
        found = self._scanner.scan([MemoryEntry(document.path, data)]).findings
        every, sure = [], []
        for each in sorted(found, key=lambda item: item.start_offset):
            start = len(data[: each.start_offset].decode("utf-8", "ignore"))
            end = start + len(data[each.start_offset : each.end_offset].decode("utf-8", "ignore"))
            span = Span(start, end, _label(each.category.value, str(each.status)))
            if start < end <= len(text):
                every.append(span)
                if (
                    each.confidence >= _SURE[each.category.value]
                    and "decoded" not in each.layers
                    and span.label
                ):
                    sure.append(span)
        return every, list(_apart(sure))


def _label(category: str, status: str) -> str:
    if category == "IP_ADDRESS":
        return category if status == "live" else ""
    if category in ("PASSWORD", "KEY", "ID") and status == "licence":
        return category
    return category + _SUFFIX[status]
