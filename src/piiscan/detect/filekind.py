"""What a file is, told from its path alone: the context that checks weigh."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Generic, TypeVar, overload

from piiscan.compiled import regex

# These three know the file's own name, in lower case.
_CREDIT = regex(
    r"(?:authors?|contributors?|maintainers?|credits?|thanks|acknowledge?ments?|owners|codeowners"
    r"|\.mailmap|patents|committers|translators|teams?)(?:\.(?:md|rst|txt|adoc|markdown|inc|html?))?"
)
_LICENCE = regex(r"licen[cs]es?|copying|copyright|notice|unlicense")
_CHANGES = regex(
    r"(?:change[_-]?logs?|changes|news|history|release[_-]?(?:notes|history|log))(?:[-_.][\w.-]*)?"
)
_TEXT = frozenset(
    ("", "txt", "md", "markdown", "rst", "adoc", "asciidoc", "org", "textile", "rdoc", "pod", "htm", "html", "in", "old", "debian")
)  # fmt: skip
_LOCK = regex(
    r"package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock"
    r"|poetry\.lock|uv\.lock|pdm\.lock|pipfile\.lock|cargo\.lock|composer\.lock|gemfile\.lock|go\.sum"
    r"|mix\.lock|flake\.lock|packages\.lock\.json|podfile\.lock|pubspec\.lock|conan\.lock|.*\.lock\.hcl"
)
_TEST = regex(
    r"(?:^|/)(?:tests?|testing|testdata|test[-_]data|specs?|__tests__|__mocks__|fixtures?|mocks?)/"
    r"|(?:^|/)(?:test_[^/]*|[^/]*[._-](?:test|tests|spec|mock)\.[a-z0-9]+|conftest\.py|tests?\.[a-z]{1,4})$"
    r"|(?-i:[a-z0-9](?:Tests?|TestCase|Spec|IT)\.(?:java|kts?|cs|scala|swift|php|groovy|mm?|cpp|ts|js))$",
    re.IGNORECASE,
)
_DOC = regex(
    r"(?:^|/)(?:docs?|documentation|examples?|samples?|tutorials?|demos?)/|\.(?:md|rst|adoc|markdown|rdoc|pod|txt)$"
    r"|(?:^|/)(?:readme|changelog|changes|history|news)[^/]*$",
    re.IGNORECASE,
)
_EXAMPLE = regex(
    r"(?:^|/)(?:examples?|samples?|demos?|tutorials?|docs?[_-]src|quickstarts?|playground|sandbox)/|[._-](?:example|sample|demo)\.[a-z0-9]+$",
    re.IGNORECASE,
)
_VENDORED = regex(
    r"(?:^|/)(?:node_modules|bower_components|vendor(?:ed)?|_vendor|third[_-]?party|thirdparty|external|extern|site-packages|deps|Pods)/",
    re.IGNORECASE,
)
_GENERATED = regex(
    r"[._-](?:min|bundle|chunk|generated|pb|g)\.(?:js|mjs|cjs|css|dart|go|cs|ts)$|_pb2(?:_grpc)?\.pyi?$|\.(?:js|css)\.map$|(?:^|/)(?:dist|build|_build|generated)/.*\.(?:m?js|css)$",
    re.IGNORECASE,
)
_TRANSLATION = regex(
    r"\.(?:po|pot|xliff|xlf|arb|strings|resx)$|(?:^|/)(?:locales?|i18n|l10n|intl|lang|langs|languages|translations?)/"
    r"|(?:^|/)[a-z]{2,3}[-_](?-i:[A-Z]{2}|[A-Z][a-z]{3}(?:[-_][A-Z]{2})?)\.(?:json|ya?ml|js|ts|php|rb|csv)$"
    r"|(?:^|/)\w{0,40}(?:messages|labels|strings|bundle|i18n|translations?)(?:_[a-z]{2,3}(?:_[a-z]{2,4})?)?\.properties$"
    r"|(?:^|/)values-[a-z]{2,3}(?:-r[a-z]{2})?/(?:strings|arrays|plurals)[^/]*\.xml$",
    re.IGNORECASE,
)
#: What a name must not end with behind a dot: `Dockerfile.py`, `env.d.ts`.
_NO_PROGRAM = r"(?!(?:[^/]{0,80}\.)?(?:py|pyi|[cm]?[jt]sx?|go|rb|php|rs|java|kts?|cs|c|h|cc|cpp|hpp|swift|lua|pl|exs?|dart|scala)$)"
_CONFIG = regex(
    r"\.(?:ya?ml|ini|cfg|conf|cnf|config|properties|env|toml|tfvars|tf|hcl|netrc|npmrc|pypirc|editorconfig"
    r"|service|desktop|htpasswd|credentials|envrc|ovpn|reg|sh|bash|zsh|bat|cmd|ps1|mk)$"
    r"|(?:^|/)\.env[^/]*$|\.env\.[^/]*$|(?:^|/)(?:dockerfile|makefile|procfile|vagrantfile|credentials|config)[^/.]*$"
    r"|(?:^|/)(?:docker|container)file(?:\." + _NO_PROGRAM + r"[^/]*)?$|\.(?:docker|container)file$"
    r"|(?:^|/)\.(?:netrc|npmrc|pypirc|pgpass|my\.cnf|s3cfg|boto|dockercfg|git-credentials)$",
    re.IGNORECASE,
)
#: Package metadata and message catalogues: people who are named there are credited.
_METADATA = frozenset(
    {"package.json", "composer.json", "bower.json", "component.json", "pyproject.toml", "setup.py", "setup.cfg", "cargo.toml",
     "pom.xml", "package.xml", "meta.json", "meta.yml", "meta.yaml", "description", "manifest.json",
     "pubspec.yaml", "mix.exs", "build.gradle", "elm.json", "bower.json.in", "control", "copyright", "changelog.debian",
     "citation.cff", "codemeta.json", ".zenodo.json"}
)  # fmt: skip
_METADATA_SUFFIX = (
    ".gemspec",
    ".cabal",
    ".podspec",
    ".nuspec",
    ".spec",
    ".opam",
    ".rockspec",
    ".dist-info",
    ".po",
    ".pot",
)

#: `.env`, `env.prod`; a program is none: `env.py`, `.env.js`.
_ENV_LIKE = regex(r"(?:(?:^|/)\.?env|\.env)(?:\." + _NO_PROGRAM + r"[^/]*)?$|\.envrc$", re.IGNORECASE)


#: Names of files with tables whose columns say what they hold; the rules for them ask for the same.
TABLES = r".*\.(?:csv|tsv|tab|psv|sql|dump)"
_TABLES = regex(TABLES, re.IGNORECASE)


def may_hold_columns(path: str) -> bool:
    """Whether the names of columns may say there what values are, from far away."""
    return _TABLES.fullmatch(path.rpartition("/")[2]) is not None


Answer = TypeVar("Answer")


class _once(Generic[Answer]):  # noqa: N801 - reads as a decorator
    """``functools.cached_property`` without its lock, which costs 2 µs a question before Python 3.12."""

    def __init__(self, ask: Callable[[FileKind], Answer]) -> None:
        self.ask = ask

    @overload
    def __get__(self, file: None, owner: type) -> _once[Answer]: ...
    @overload
    def __get__(self, file: FileKind, owner: type) -> Answer: ...
    def __get__(self, file: FileKind | None, owner: type) -> _once[Answer] | Answer:
        if file is None:
            return self
        answer = file.__dict__[self.ask.__name__] = self.ask(file)
        return answer


class FileKind:
    """Lazily answers what kind of file ``path`` names. Costs nothing until a check asks. For one text after the other."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.answers: dict[tuple[int, int], bool] = {}
        """By start and end of a line: whether it gives credit. For this one scan of the file."""
        self.heading = (0, False)
        """How far a page was searched for headings, and whether the last one opens a list of people. For this one scan."""
        self._fits: dict[re.Pattern[str], bool] = {}

    def begin(self) -> None:
        """Another text of this path is scanned: what the path says stays as it is."""
        self.answers = {}
        self.heading = (0, False)

    def fits(self, pattern: re.Pattern[str]) -> bool:
        """Whether ``pattern`` is found in the path; several rules ask the same."""
        answer = self._fits.get(pattern)
        if answer is None:
            answer = self._fits[pattern] = bool(pattern.search(self.path))
        return answer

    @_once
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1].lower()

    @_once
    def extension(self) -> str:
        """Lower case without the dot; empty when there is none."""
        stem, dot, extension = self.name.rpartition(".")
        return extension if dot and stem else ""

    @_once
    def is_credit(self) -> bool:
        """AUTHORS and its kin: a list of people who are credited there."""
        return bool(_CREDIT.fullmatch(self.name))

    @_once
    def is_licence(self) -> bool:
        return bool(_LICENCE.match(self.name))

    @_once
    def gives_credit(self) -> bool:
        """Whoever is named in it is credited, wherever in the file: AUTHORS, LICENSE, package.json, django.po."""
        return (
            self.is_credit
            or self.is_licence
            or self.name in _METADATA
            or self.name.removesuffix(".in").endswith(_METADATA_SUFFIX)
        )

    @_once
    def has_headers(self) -> bool:
        """Python's metadata of a package: fields that give credit, and behind them its README, which does not."""
        return self.name in ("pkg-info", "metadata")

    @_once
    def is_changes(self) -> bool:
        """A log of changes in words: ChangeLog, NEWS.md, debian/changelog, ChangeLog-2011."""
        ending = self.extension
        return bool(_CHANGES.fullmatch(self.name)) and (ending in _TEXT or any(map(str.isdigit, ending)))

    @_once
    def is_lock(self) -> bool:
        return bool(_LOCK.fullmatch(self.name))

    @_once
    def is_test(self) -> bool:
        return bool(_TEST.search(self.path))

    @_once
    def is_doc(self) -> bool:
        return bool(_DOC.search(self.path))

    @_once
    def is_example(self) -> bool:
        return bool(_EXAMPLE.search(self.path))

    @_once
    def is_notebook(self) -> bool:
        return self.extension in ("ipynb", "rmd", "qmd")

    @_once
    def is_vendored(self) -> bool:
        """Somebody else's code, copied in."""
        return bool(_VENDORED.search(self.path))

    @_once
    def is_generated(self) -> bool:
        """Written by a compiler, a bundler or a minifier."""
        return bool(_GENERATED.search(self.path))

    @_once
    def is_translation(self) -> bool:
        return bool(_TRANSLATION.search(self.path))

    @_once
    def is_config(self) -> bool:
        """Values stand without quotes: YAML, INI, properties, shell, Dockerfile and the like."""
        return bool(_CONFIG.search(self.path))

    @_once
    def is_env(self) -> bool:
        return bool(_ENV_LIKE.search(self.path))
