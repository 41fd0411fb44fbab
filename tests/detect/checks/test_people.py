import pytest

from ..judge import verdict

WHOLE = "(?P<value>[^\n]+)"
AT = r"@(?P<value>[A-Za-z0-9_-]+)"


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("Wilhelmina Krieger", "a.py", "kept"),
        ("Wilhelmina Krieger", "AUTHORS", "licence"),
        ("John Doe", "a.py", "placeholder"),
        ("Max Mustermann", "AUTHORS", "placeholder"),
        ("Acme Software GmbH", "a.py", "dropped"),
        ("The Debian Team", "a.py", "dropped"),
        ("Acme Tester", "a.py", "dropped"),
        ("Release Bot", "a.py", "dropped"),
        ("JANUARY FEBRUARY", "a.py", "dropped"),
        ("1234", "a.py", "dropped"),
    ],
)
def test_name(text, path, expected):
    assert verdict("people.name", text, path=path, pattern=WHOLE) == expected


def test_a_name_that_is_a_credit_wherever_it_stands():
    assert verdict("people.name:credit", "Wilhelmina Krieger", path="a.py", pattern=WHOLE) == "licence"
    assert verdict("people.name:credit", "John Doe", path="a.py", pattern=WHOLE) == "placeholder"
    assert verdict("people.name:credit", "Acme Software GmbH", path="a.py", pattern=WHOLE) == "dropped"


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("First name", "a.py", "dropped"),
        ("Required", "a.py", "dropped"),
        ("User", "a.py", "dropped"),
        ("Krieger", "locale/de.json", "dropped"),
        ("Krieger", "yarn.lock", "dropped"),
        ("John", "a.py", "placeholder"),
        ("Jane Doe", "a.py", "placeholder"),
        ("Krieger", "AUTHORS", "licence"),
        ("Krieger", "a.py", "kept"),
        ("Wilhelmina Anna", "a.py", "kept"),
    ],
)
def test_a_part_of_a_name(text, path, expected):
    assert verdict("people.part", text, path=path, pattern=WHOLE) == expected


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        ("handle", "wkrieger77", "kept"),
        ("handle", "w.krieger", "kept"),
        ("handle", "root", "dropped"),
        ("handle", "Jenkins", "dropped"),
        ("handle", "postgres", "dropped"),
        ("handle", "testuser", "placeholder"),
        ("handle", "gitlab-ci-token", "dropped"),
        ("handle", "x-access-token", "dropped"),
        ("handle", "oauth2", "dropped"),
        ("handle", "ci", "dropped"),
        ("handle", "gitlab+deploy-token-312644", "dropped"),
        ("handle", "dependabot", "dropped"),
        ("handle", "acme-bot", "dropped"),
        ("handle", "robot-2", "dropped"),
        ("handle", "user%22", "placeholder"),
        ("handle", "alice", "placeholder"),
        ("handle:strict", "alice", "dropped"),
        ("handle", "a%12", "placeholder"),
        ("handle", "talbot", "kept"),
        ("handle", "cilla", "kept"),
        ("handle", "wkrieger%40acme", "kept"),
        ("handle", "janedoe", "placeholder"),
        ("handle", "your_login", "placeholder"),
        ("handle", "user_17", "placeholder"),
        ("handle:strict", "janedoe", "dropped"),
        ("handle:strict", "wkrieger77", "kept"),
        ("handle", "DefaultAzureCredential", "dropped"),
        ("handle", "credential", "kept"),
        ("no_ticket", "PY311", "dropped"),
        ("no_ticket", "ACME-12", "dropped"),
        ("no_ticket", "wk311", "kept"),
        ("no_ticket", "WK", "kept"),
    ],
)
def test_handle(check, text, expected):
    assert verdict(f"people.{check}", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wkrieger77 <w@acme-corp.de>", "kept"),
        ("wkrieger77 <w@example.com>", "placeholder"),
        ("wkrieger77 <w@mail.example>", "placeholder"),
        ("wkrieger77 <w@example.com.de>", "kept"),
        ("wkrieger77", "kept"),
    ],
)
def test_a_handle_with_an_address(text, expected):
    assert verdict("people.addressed", text, pattern=r"(?P<value>[a-z0-9]+)(?: <|$)") == expected


def test_a_handle_in_a_credit_is_a_licence_unless_live_is_asked_for():
    line = "# Author: wkrieger77"
    assert verdict("people.handle", line, pattern=r": (?P<value>\S+)") == "licence"
    assert verdict("people.handle:live", line, pattern=r": (?P<value>\S+)") == "kept"
    assert verdict("people.handle:file", line, pattern=r": (?P<value>\S+)") == "kept"
    assert verdict("people.handle:file", line, pattern=r": (?P<value>\S+)", path="AUTHORS") == "licence"


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ('open("/home/wkrieger/x")', "a.py", "kept"),
        ("/home/wkrieger", "a.py", "kept"),
        ("/home/w.krieger/x", "a.py", "kept"),
        ("/home/acme-corp.com/static", "a.py", "dropped"),
        ("chown /home/_smtpd", "a.sh", "dropped"),
        ("/home/www.acme-corp.de/static", "a.py", "dropped"),
        ("cd /home/wkrieger", "Dockerfile", "dropped"),
        ("cd /home/wkrieger", "docker/Dockerfile.dev", "dropped"),
        ("# /home/wkrieger", "Dockerfile", "kept"),
        ("RUN useradd wkrieger\n  # /home/wkrieger", "Dockerfile", "dropped"),
        ("RUN useradd wkriegers\n# wkrieger\n# /home/wkrieger", "Dockerfile", "kept"),
        ("https://acme-corp.de/home/wkrieger", "a.py", "dropped"),
        ("see https://acme-corp.de and /home/wkrieger", "a.py", "kept"),
        ("prefix/home/wkrieger", "a.py", "dropped"),
        ("${ROOT}/home/wkrieger", "a.py", "dropped"),
    ],
)
def test_home(text, path, expected):
    assert verdict("people.home", text, path=path, pattern="/home/(?P<value>[a-z._-]+)") == expected


def test_no_image_is_a_mac():
    pattern = "/Users/(?P<value>[a-z._-]+)"
    assert verdict("people.home", "COPY /Users/wkrieger/x .", path="Dockerfile", pattern=pattern) == "kept"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("thanks to @wkrieger", "kept"),
        ("(by @wkrieger)", "kept"),
        ("by @wkrieger.", "kept"),
        ("by @wkrieger: fix", "kept"),
        ("@wkrieger/core", "dropped"),
        ("@wkrieger.setter", "dropped"),
        ("@wkrieger(x)", "dropped"),
        ("@wkrieger=1", "dropped"),
        ("@wkrieger = 1", "dropped"),
        ("`@wkrieger`", "dropped"),
        ("the @param of it", "dropped"),
        ("the @Override of it", "dropped"),
    ],
)
def test_mention(text, expected):
    assert verdict("people.mention", text, pattern=AT) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wkrieger77", "kept"),
        ("features", "dropped"),
        ("Pricing", "dropped"),
        ("site.git", "dropped"),
        ("index.html", "dropped"),
        ("nodejs", "weaker"),
        ("acme-labs", "weaker"),
    ],
)
def test_profile(text, expected):
    assert verdict("people.profile", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Host build\n  User wkrieger\n", "kept"),
        ("  User wkrieger\n  HostName build.acme-corp.de\n", "kept"),
        ("  User wkrieger\n" + "x" * 60 + "\n  Port 22\n", "kept"),
        ("  User Guide\n\n:Release: 1\n", "dropped"),
        ("  User = Base.classes\n", "dropped"),
        ("the host\n  User wkrieger\n  Hosting\n", "dropped"),
        ("Host build\n" + "x\n" * 300 + "  User wkrieger\n", "dropped"),
    ],
)
def test_ssh_option(text, expected):
    assert (
        verdict("people.ssh_option", text, pattern=r"  User[ =]+(?P<value>\S+)", multiline=True) == expected
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("github.com/wkrieger/dotenv", "kept"),
        ("github.com/features/actions", "dropped"),
        ("github.com/celery/celery", "dropped"),
        ("github.com/hashicorp/hcl", "dropped"),
        ("github.com/acme-labs/site", "dropped"),
        ("github.com/wkrieger", "kept"),
        ("https://www.github.com/wkrieger", "kept"),
        ("https://gist.github.com/wkrieger", "kept"),
        ("https://wkrieger.github.com/site", "dropped"),
        ("https://notgithub.com/wkrieger", "dropped"),
    ],
)
def test_owner(text, expected):
    assert verdict("people.owner", text, pattern=r"github\.com/(?P<value>[^/]+)") == expected


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("user=wkrieger", "a.py", "kept"),
        ("user=wkrieger", "tests/test_a.py", "placeholder"),
        ("user=wkrieger", "docs/login.md", "placeholder"),
        ("user=user", "a.py", "placeholder"),
        ("user=shop", "a.py", "placeholder"),
        ("user=mailer", "a.py", "placeholder"),
        ("login=login", "a.py", "dropped"),
        ("user_id=userId", "a.py", "dropped"),
        ("user=ACCOUNT_USER", "a.py", "placeholder"),
        ("user=Käthe", "a.py", "dropped"),
        ("user=Benutzer", "locales/de.json", "dropped"),
        ("user=wkrieger", "poetry.lock", "dropped"),
    ],
)
def test_assigned(text, path, expected):
    assert verdict("people.assigned", text, path=path, pattern=r"(?P<key>\w+)=(?P<value>\S+)") == expected
