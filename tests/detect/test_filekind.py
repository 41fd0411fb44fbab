import pytest

from piiscan.detect.filekind import FileKind

KINDS = {
    "is_credit": (
        ["AUTHORS", "authors.md", "docs/CONTRIBUTORS.txt", ".mailmap", "CREDITS.rst", ".github/CODEOWNERS", "THANKS", "Maintainers", "teams.inc"],
        ["authors.py", "team.py", "steam.md", "my_authors.md", "AUTHORS.bak", "authors/a.txt", "acknowledge.py"],
    ),
    "is_licence": (
        ["LICENSE", "LICENCE.md", "licenses/MIT.txt".replace("licenses/MIT", "license-MIT"), "COPYING", "COPYING.LESSER", "NOTICE.txt",
         "UNLICENSE", "copyright"],
        ["src/my_license.py", "licenses/a.py", "relicense"],
    ),
    "is_lock": (
        ["package-lock.json", "web/yarn.lock", "pnpm-lock.yaml", "poetry.lock", "uv.lock", "Cargo.lock", "go.sum", "Gemfile.lock",
         "flake.lock", ".terraform.lock.hcl", "composer.lock", "bun.lockb"],
        ["package.json", "go.mod", "my-poetry.lock", "lock.py", "yarn.lock.bak"],
    ),
    "is_test": (
        ["tests/a.py", "src/test/java/A.java", "spec/a.rb", "__tests__/a.js", "fixtures/a.json", "test_a.py", "a_test.go", "a.spec.ts",
         "a.test.js", "conftest.py", "testdata/x"],
        ["latest/a.py", "contest.py", "attest_a.py", "a_testing.py", "inspect/a.py"],
    ),
    "is_doc": (
        ["docs/a.py", "README", "readme.de", "a.md", "a.rst", "notes.txt", "CHANGELOG", "examples/a.py", "demo/x.c"],
        ["a.py", "docs.py", "mydocs/a.py", "a.md5"],
    ),
    "is_translation": (
        ["po/de.po", "a.pot", "locale/de/a.json", "i18n/de.ts", "lang/a.php", "a.xlf", "Localizable.strings", "a.resx", "app_de.arb",
         "ValidationMessages.properties", "Bundle_pt_BR.properties", "values-pt-rBR/strings.xml"],
        ["a.json", "language.py", "slang/a.py", "a.pox", "application-dev.properties", "config_db.properties", "kafka-messages.properties",
         "messages.py", "values/strings.xml", "values-it/colors.xml"],
    ),
    "is_config": (
        ["a.yml", "a.yaml", "a.ini", ".env", ".env.local", "prod.env.sample", "Dockerfile", "docker/Dockerfile", "Dockerfile.prod", "app.dockerfile", "Containerfile", "Makefile", "a.tf",
         "prod.tfvars", ".netrc", "home/.npmrc", "a.properties", "deploy.sh", "a.toml", "credentials", ".git-credentials"],
        ["a.py", "a.json", "a.go", "configure.py", "Dockerfile.py", "env.py"],
    ),
    "is_env": (
        [".env", ".env.local", "prod.env", "prod.env.sample", "env", ".envrc", "docker/env.prod", ".env.py-prod", ".env.go.sample"],
        ["a.yml", "environment", "venv", ".environment", "env/a.py", "migrations/env.py", "env.d.ts", "src/env.ts", ".env.js", "app.env.mjs", "Env.java"],
    ),
    "gives_credit": (
        ["AUTHORS", "LICENSE", "package.json", "pyproject.toml", "setup.py", "de.po", "acme.gemspec", "acme.gemspec.in", "debian/control",
         "CITATION.cff", "codemeta.json", ".zenodo.json", "manual/credits.html"],
        ["a.py", "citation.py", "package-lock.json", "controls", "my_setup.py", "credits.js", "PKG-INFO", "METADATA"],
    ),
    "is_changes": (
        ["ChangeLog", "CHANGES", "NEWS.md", "HISTORY.rst", "debian/changelog", "changelog.Debian", "ChangeLog-2011", "ChangeLog_2.1",
         "ChangeLog.old", "change-log.txt", "RELEASE_NOTES.txt", "release-history", "NEWS.2.0", "CHANGES.in"],
        ["changes.py", "history.js", "news.csv", "changeset", "changesets.md", "newsletter.txt", "release.yml", "release.md",
         "history.log", "a/changes/b.txt", "unchanges"],
    ),
    "has_headers": (["PKG-INFO", "METADATA"], ["metadata.json", "pkg-info.txt", "a.py"]),
}  # fmt: skip


@pytest.mark.parametrize(
    ("question", "path", "answer"),
    [
        (question, path, answer)
        for question, groups in KINDS.items()
        for answer, paths in zip((True, False), groups, strict=True)
        for path in paths
    ],
)
def test_what_a_path_says(question: str, path: str, answer: bool):
    assert getattr(FileKind(path), question) is answer
    assert getattr(FileKind(f"deep/er/{path}"), question) is answer


@pytest.mark.parametrize(
    "question", ["is_credit", "is_licence", "is_lock", "is_config", "is_translation", "is_changes"]
)
def test_case_does_not_count(question: str):
    for path in KINDS[question][0]:
        assert getattr(FileKind(path.upper()), question)


@pytest.mark.parametrize(
    ("path", "name", "extension"),
    [
        ("a/B.PY", "b.py", "py"),
        ("a.tar.gz", "a.tar.gz", "gz"),
        (".env", ".env", ""),
        ("a/Makefile", "makefile", ""),
        ("a.", "a.", ""),
        ("a.d/b", "b", ""),
        ("", "", ""),
    ],
)
def test_name_and_extension(path: str, name: str, extension: str):
    file = FileKind(path)
    assert (file.name, file.extension) == (name, extension)


def test_an_answer_is_looked_up_once():
    file = FileKind("LICENSE")
    assert file.is_licence
    file.path = "a.py"
    assert file.is_licence
    assert not file.is_lock


@pytest.mark.parametrize(
    "path",
    [
        "src/main/resources/messages_nl.properties",
        "messages.properties",
        "res/values-it/strings.xml",
        "public/intl/country/es.json",
        "public/messages/nb-NO.json",
        "src/zh_CN.ts",
        "web/zh-Hans.yml",
        "app/sr-Latn-RS.json",
    ],
)
def test_other_translations(path: str):
    assert FileKind(path).is_translation


@pytest.mark.parametrize(
    "path", ["src/my-app.json", "a-B.json", "us-east.yml", "lib/is-OK.txt", "x/db-EU1.json"]
)
def test_no_translations(path: str):
    assert not FileKind(path).is_translation
