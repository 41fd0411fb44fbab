"""The language of a file, told from its path, in the words of gold-dev: what scores are grouped by."""

from __future__ import annotations

import re

_BY_EXTENSION = {
    "python": "py pyi pyx py3",
    "javascript": "js mjs cjs jsx vue svelte",
    "typescript": "ts tsx mts cts",
    "c": "c h",
    "cpp": "cpp cc cxx hpp hh hxx h++ ino",
    "objc": "m mm",
    "csharp": "cs",
    "java": "java groovy scala",
    "kotlin": "kt kts",
    "swift": "swift",
    "go": "go",
    "rust": "rs",
    "ruby": "rb rake gemspec erb",
    "php": "php inc phtml php5 phpt",
    "perl": "pl pm t pod cgi",
    "lua": "lua",
    "haskell": "hs lhs",
    "r": "r rd rmd rnw",
    "shell": "sh bash zsh ksh ps1 bat cmd awk fish",
    "sql": "sql ddl",
    "html": "html htm xhtml css scss tmpl tpl j2 mustache hbs ejs",
    "config": "yml yaml toml ini cfg conf cnf config properties env json xml in cabal rockspec opam tf hcl service desktop "
    "spec plist pom gradle cmake editorconfig npmrc netrc tfvars jsonc control nuspec csproj props podspec",
    "docs": "md rst txt adoc markdown rdoc texi tex 1 5 7 8 org asciidoc",
    "make": "mk am ac m4",
    "fixture": "csv tsv log eml mbox ldif ipynb snap golden dump ics vcf pem patch diff data dat out expected",
}
_EXTENSIONS = {extension: name for name, words in _BY_EXTENSION.items() for extension in words.split()}

_DOCS = re.compile(
    r"(?:readme|changes|changelog|news|authors?|credits|contributors|copying|licen[cs]e|thanks|todo|install|history"
    r"|maintainers|copyright|notice|hacking|faq|bugs|release[-_]?notes).*",
    re.IGNORECASE,
)
_CONFIG = re.compile(
    r"(?:\.env.*|pkg-info|metadata|control|\.mailmap|codeowners|meta|description|manifest|procfile|\.git\w+|\.\w+rc|rules|watch)",
    re.IGNORECASE,
)


def language_of(path: str) -> str | None:
    """``src/a.py`` → ``python``; None for what is no source text, such as a picture or a catalogue of messages."""
    name = path.rpartition("/")[2]
    lower = name.lower()
    if lower.startswith(("dockerfile", "docker-compose")) or lower.endswith(".dockerfile"):
        return "docker"
    if lower.startswith(("makefile", "gnumakefile")):
        return "make"
    if _DOCS.fullmatch(lower) and (lower.count(".") == 0 or lower.rpartition(".")[2] not in _EXTENSIONS):
        return "docs"
    if _CONFIG.fullmatch(lower):
        return "config"
    if lower.endswith((".lock", ".sum")):
        return "config"
    if lower.endswith((".po", ".pot", ".arb", ".strings")):
        return "fixture"
    if name == "Rakefile" or name == "Gemfile" or name == "Vagrantfile":
        return "ruby"
    _, dot, extension = lower.rpartition(".")
    if dot and extension in _EXTENSIONS:
        return _EXTENSIONS[extension]
    if not dot and re.search(
        r"(?:^|/)(?:bin|sbin|scripts?|tests?|examples?|debian|etc|contrib|hooks|init\.d)/[^/]+$", path
    ):
        return "shell"
    return None
