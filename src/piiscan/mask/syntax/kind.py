"""Which syntax a file has, told from its name and its first bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Families of syntax that ask for the same care."""

    TEXT = "text"
    """Prose, tables and everything unknown: any characters may stand anywhere."""
    MARKUP = "markup"
    """``<`` opens a tag, or a template of such a language."""
    SHELL = "shell"
    """``<`` redirects; strings go without quotes."""
    JSON = "json"
    YAML = "yaml"
    INI = "ini"
    """``key = value`` without quotes; only numbers have a type."""
    CODE = "code"
    """Strings have quotes; what stands outside strings and comments is code."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """What a placeholder has to know of a language."""

    kind: Kind
    comments: tuple[str, ...] = ()
    """What opens a comment that lasts to the end of its line."""
    blocks: bool = False
    """``/*`` … ``*/`` is a comment."""
    angle: bool = True
    """Whether ``<EMAIL>`` may stand in its strings and comments: not where the language itself has tags.

    In Markdown it is a tag and not shown, in AsciiDoc and Org ``<<EMAIL>>`` is a target, in reStructuredText it
    ends the address of a link.
    """


_TEXT = Syntax(Kind.TEXT)
_PROSE = Syntax(Kind.TEXT, angle=False)
_MARKUP = Syntax(Kind.MARKUP)
_SHELL = Syntax(Kind.SHELL, ("#",))
_JSON = Syntax(Kind.JSON)
_YAML = Syntax(Kind.YAML, ("#",))
_HASH = Syntax(Kind.CODE, ("#",))
_C = Syntax(Kind.CODE, ("//",), blocks=True)

#: Endings of file names, in lower case. A new language is one word here; an unknown ending is text.
_BY_ENDING: tuple[tuple[Syntax, str], ...] = (
    (_MARKUP, "xml html htm xhtml svg plist xsd xsl xslt wsdl rss atom kml gpx rdf owl dtd dita xlf xliff"),
    (_MARKUP, "csproj vbproj fsproj vcxproj proj props targets config pom resx xaml nuspec iml"),
    (
        _MARKUP,
        "jsp aspx cshtml razor ejs erb hbs handlebars mustache twig liquid njk jinja jinja2 j2 tmpl tpl",
    ),
    (_MARKUP, "vue svelte astro mdx fxml storyboard xib ui qrc"),
    (_PROSE, "md markdown mkd mdown rmd qmd rst rest adoc asciidoc org"),
    (_SHELL, "sh bash zsh ksh dash fish bats bat cmd env envrc mk mak dockerfile containerfile conf cron"),
    (_JSON, "json jsonl ndjson jsonc json5 geojson ipynb webmanifest har tfstate avsc code-workspace map"),
    (_YAML, "yaml yml"),
    (Syntax(Kind.INI), "ini cfg cnf properties editorconfig"),
    (
        _HASH,
        "py pyi pyw pyx pxd pxi bzl bazel star toml rb rake gemspec podspec ru jbuilder thor pl pm r jl ex exs cr nim awk tcl ps1 psm1 psd1 gd cmake graphql",
    ),
    (_C, "js mjs cjs ts mts cts java kt kts scala groovy gradle go rs swift dart zig proto sol"),
    (_C, "c h cc cpp cxx hpp hh hxx m mm cs fs fsx css scss sass less styl"),
    (Syntax(Kind.CODE, ("//",), blocks=True, angle=False), "jsx tsx"),
    (Syntax(Kind.CODE, ("#", "//"), blocks=True), "php tf tfvars hcl nix"),
    (Syntax(Kind.CODE, ("--",), blocks=True), "sql psql ddl lua hs elm adb ads vhd vhdl"),
    (Syntax(Kind.CODE, (";",)), "lisp cl el scm rkt clj cljs edn asm s"),
    (Syntax(Kind.CODE, ("%",)), "erl hrl"),
)
#: Whole names, in lower case.
_BY_NAME: tuple[tuple[Syntax, str], ...] = (
    (_JSON, ".babelrc .eslintrc .prettierrc composer.lock pipfile.lock flake.lock deno.lock .watchmanconfig"),
    (_SHELL, "makefile gnumakefile procfile crontab .profile .bashrc .bash_profile .bash_aliases"),
    (_SHELL, ".zshrc .zshenv .zprofile .envrc"),
    (_HASH, "cargo.lock poetry.lock uv.lock pdm.lock pipfile"),
    (_HASH, "gemfile rakefile vagrantfile podfile brewfile cmakelists.txt"),
    (_C, "jenkinsfile"),
    (_YAML, ".clang-format .clang-tidy .yamllint"),
)

_ENDINGS = {ending: syntax for syntax, endings in _BY_ENDING for ending in endings.split()}
_NAMES = {name: syntax for syntax, names in _BY_NAME for name in names.split()}
_SHELL_NAME = re.compile(r"\.?env(?:\..*)?|.*\.env\..*|(?:docker|container)file(?:\..*)?")
_SHELL_BANG = re.compile(rb"#!.*\b(?:ba|z|k|da|a|fi)?sh\b")
_CODE_BANG = re.compile(rb"#!.*\b(?:python|ruby|perl|awk|tclsh|Rscript|elixir|pwsh)")
#: What a document begins with that does not say what it is; many programs have an ending of their own for it. A placeholder is none.
_TAG = re.compile(rb"<(?:!--|(?![A-Z][A-Z0-9_]*(?::[0-9a-f]{12})?>)[A-Za-z][\w:.-]*(?:[\s/>]|\Z))")
_MARKUP_HEAD = re.compile(rb"<(?:\?xml|!doctype|html|svg)\b", re.IGNORECASE)

#: How many bytes of a file's beginning decide, at most.
HEAD = 256


def syntax_of(path: str, head: bytes = b"") -> Syntax:
    """The syntax of the file called ``path`` (``/`` between parts) that starts with ``head`` (ASCII bytes).

    An empty ``head`` leaves the name alone to decide.
    """
    start = head.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP_HEAD.match(start.lstrip()):  # such as Qt's translations, which end in .ts
        return _MARKUP
    return _by_name(path.rsplit("/", 1)[-1].lower()) or _by_head(start)


def _by_name(name: str) -> Syntax | None:
    if name in _NAMES:
        return _NAMES[name]
    stem, dot, ending = name.rpartition(".")
    known = _ENDINGS.get(ending) if dot and stem else None
    if _SHELL_NAME.fullmatch(name) and (known is None or known is _TEXT):  # `.env.prod`, and not `env.py`
        return _SHELL
    return known


def _by_head(head: bytes) -> Syntax:
    first = head.partition(b"\n")[0]
    if _SHELL_BANG.match(first):
        return _SHELL
    if _CODE_BANG.match(first):
        return _HASH
    if _TAG.match(head.lstrip()):
        return _MARKUP
    return _JSON if head.lstrip()[:1] in (b"{", b"[") else _TEXT
