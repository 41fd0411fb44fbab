"""Generic secrets: what kind of key, operator, file and value makes one."""

from __future__ import annotations

import base64

import pytest

from piiscan.catalog.examples import expand

from ..judge import BARE, QUOTED, judge, verdict

CHOSEN = expand("Kx8-%{}ruhrtal.Zu", "t")
DRAWN = expand("%{alnum:32}", "assigned")
DIGEST = expand("%{hex:64}", "assigned")
#: As SEC015 has it: what a template begins with ends the value.
FILLED = r"(?P<key>[$A-Za-z_]+)[ ]*[:=][ ]*(?P<value>[^\s{}]+)"
UUID = "6f1c77a2-6196-4f17-a06b-c462cffae87a"


def password(text: str, path: str = "a.py", pattern: str = QUOTED) -> str:
    return verdict("assigned.password", text, path=path, pattern=pattern)


def secret(text: str, path: str = "a.py", pattern: str = QUOTED) -> str:
    return verdict("assigned.secret", text, path=path, pattern=pattern)


@pytest.mark.parametrize(
    "value",
    [
        "", "ab", "changeme", "password", "secret", "xxxxxxxx", "********", "${DB_PASSWORD}", "{{ password }}", "<password>",
        "%(password)s", "%s", "your-password", "Enter your password", "two words", "os.getenv(x)", "a + b", "/run/secrets/db",
        "config/db.key", "$2b$12$abcdefghijklmnopqrstuv", "pbkdf2_sha256$260000$x", "django.contrib.auth", "DB_PASSWORD",
        "dbPassword", "user-token", "__PASSWORD__", "@password@", "ENC[PKCS7,abc]", "vault:secret/db", "none", "true",
        "w.krieger@acme-corp.de", DIGEST, UUID, "x" * 129,
        "foo-bar", "bazquux", "warning", "always", r"pass\0word", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "SIGNATURE-of-2-{}",
    ],
)  # fmt: skip
def test_no_password(value: str):
    assert password(f'password = "{value}"') == "dropped"


@pytest.mark.parametrize("value", ["hunter2", "password1", "postgres", "passw0rd", "admin"])
def test_what_everybody_chooses_is_a_placeholder(value: str):
    assert password(f'password = "{value}"') == "placeholder"
    # The name of the key must not be able to mean something else.
    assert password(f'pin = "{value}"') == "dropped"


@pytest.mark.parametrize(
    "value", ["password", "secret", "test", "DB_PASSWORD", "dbPassword", "changeme", "your-password"]
)
def test_words_that_stand_for_a_password_are_none(value: str):
    assert password(f'password = "{value}"') == "dropped"


@pytest.mark.parametrize(
    "value", [CHOSEN, "trav3mund3!", "Zu-9-gleis", "n0rdsee", "nq9TTx02kd", "p@ss-Wort-9"]
)
@pytest.mark.parametrize(
    "key", ["password", "DB_PASSWORD", "smtpPassword", "passwd", "db.passphrase", "rootPasswort"]
)
def test_a_password(key: str, value: str):
    assert password(f'{key} = "{value}"') == "kept"


@pytest.mark.parametrize(
    "key",
    [
        "password_hash", "passwordHash", "PASSWORD_HASHERS", "password_field", "password_label", "passwordMin",
        "password_file", "password_reset", "password_policy", "password_error", "passwordConfirm", "password_expires",
        "csrf_password", "public_password", "bypass", "compass", "passenger", "hashed_password",
    ],
)  # fmt: skip
def test_a_key_that_is_about_a_password(key: str):
    assert password(f'{key} = "{CHOSEN}"') == "dropped"


@pytest.mark.parametrize("key", ["passwordMinLength", "password_reset_url", "PASSWORD_RESET_TEMPLATE"])
def test_a_key_whose_tail_has_two_words(key: str):
    assert password(f'{key} = "{CHOSEN}"') == "dropped"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('password = "{}"', "kept"),
        ('password := "{}"', "kept"),
        ("'password' => '{}'", "kept"),
        ('"password": "{}"', "kept"),
        ("environ['PASSWORD'] = '{}'", "kept"),
        ('define("DB_PASSWORD", "{}")', "weaker"),
        ('f(password, "{}")', "dropped"),
        ('password == "{}"', "weaker"),
        ('password === "{}"', "weaker"),
        ('password != "{}"', "weaker"),
        ('pw = "{}"', "weaker"),
    ],
)
def test_the_operator_counts(line: str, expected: str):
    assert password(line.format(CHOSEN)) == expected


@pytest.mark.parametrize(
    ("value", "path", "expected"),
    [
        ("welcome", "a.py", "weaker"),
        ("welcome", "docs/a.md", "weaker"),
        ("12345678", "a.py", "weaker"),
        ("qwertz", "a.py", "weaker"),
        ("Secret", "a.py", "dropped"),
        ("Welcome", "a.py", "weaker"),
        ("TextInput", "a.py", "weaker"),
        ("Contraseña", "a.json", "weaker"),
        (CHOSEN, "locales/es.json", "dropped"),
        (CHOSEN, "po/de.po", "dropped"),
        (CHOSEN, "package-lock.json", "dropped"),
        (CHOSEN, "docs/a.md", "kept"),
    ],
)
def test_what_makes_a_password_less_likely(value: str, path: str, expected: str):
    assert password(f'password = "{value}"', path) == expected


@pytest.mark.parametrize(
    ("line", "path", "expected"),
    [
        ("password: {}", "a.yml", "kept"),
        ("DB_PASSWORD={}", ".env", "kept"),
        ("password = {}", "a.ini", "kept"),
        ("DB_PASSWORD={}", "README.rst", "kept"),
        ("password={}", "README.rst", "kept"),
        ("DB_PASSWORD = {}", "README.rst", "kept"),
        ("the password: {} is it", "README.rst", "dropped"),
        ("password = {}", "a.py", "dropped"),
    ],
)
def test_without_quotes_the_file_counts(line: str, path: str, expected: str):
    assert password(line.format(CHOSEN), path, BARE) == expected


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("$password = $module.Params.password", "a.ps1"),
        ("$password = $Payload.become_password", "a.yml"),
        ("$password = Read-Something", "a.ps1"),
        ("$password = kx8ruhrtal", "a.ps1"),
        ("  DB_PASSWORD: ${DB_PASSWORD:?set-9-it}", "docker-compose.yml"),
        ("password: &main", "a.yml"),
        ("password: *main9", "a.yaml"),
        ("password: Password123{{ lookup('x') }}", "a.yml"),
        ("password: swordfish${X}", "a.yml"),
    ],
)
def test_what_is_filled_in(line: str, path: str):
    assert password(line, path, FILLED) == "dropped"


@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("password = kx8ruhrtal", "a.ps1"),
        ("$password = 3141592653", "a.ps1"),
        ("  DB_PASSWORD: ?set-9-it", "docker-compose.yml"),
        ("password = *main9x", "a.ini"),
        ("password: *main9!x", "a.yml"),
        ("password: kx8-Ruhr.Tal{{ lookup('x') }}", "a.yml"),
    ],
)
def test_what_only_looks_filled_in(line: str, path: str):
    assert password(line, path, FILLED) == "kept"


@pytest.mark.parametrize("value", ["on_create", "swordfish", "65536", "464"])
@pytest.mark.parametrize("key", ["update_password", "DONT_EXPIRE_PASSWD", "ERR_PASSWD", "requirePassword"])
def test_a_setting_about_passwords(key: str, value: str):
    assert password(f'{key} = "{value}"') == "dropped"


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("update_password", CHOSEN, "kept"),
        ("update_password", "n0rdsee", "kept"),
        ("update_password", "3141592653", "kept"),
        ("user_password", "on_create", "kept"),
        ("user_password", "65536", "kept"),
    ],
)
def test_a_password_under_a_name_like_a_setting(key: str, value: str, expected: str):
    assert password(f'{key} = "{value}"') == expected


@pytest.mark.parametrize(
    ("line", "confidence"),
    [
        ('(b"user", b"realm", b"password", b"preHA1")', 0.7 * 0.85),
        ('(None, "password", "preHA1")', 0.7 * 0.85),
        ('define("password", "preHA1")', 0.7),
        ('("user", "password", "kx8ruhrtal")', 0.7),
        ('("user", "password", "Zu-9!")', 0.7),
    ],
)
def test_a_short_word_further_down_a_list(line: str, confidence: float):
    pattern = r'(?P<key>password)",\s*b?(?P<quote>")(?P<value>[^"]+)"'
    (found,) = judge("assigned.password", line, path="a.py", pattern=pattern)
    assert found.confidence == pytest.approx(confidence)


@pytest.mark.parametrize(
    "value",
    [
        DRAWN, DRAWN[:20], expand("%{hex:40}", "a"), expand("%{b64:44}", "a"), expand("%{lownum:24}", "a"), "kJ8-xQ2_pW",
        expand("%{b64url:43}", "a"),
    ],
)  # fmt: skip
def test_a_secret(value: str):
    assert secret(f'api_key = "{value}"') == "kept"


@pytest.mark.parametrize(
    "value",
    [
        "short1", "my-application-secret", "authentication", "access_token_expired", "csrfmiddlewaretoken", "YOUR_API_KEY_HERE",
        "xxxxxxxxxxxxxxxx", "projects/acme/secrets/token", "abcdefghijklmnop", "https://acme-corp.de/token",
        "1234567890", "12345678", "it is a secret", "${TOKEN}", "${{ secrets.TOKEN }}", "dXNlcm5hbWU6cGFzc3dvcmQ=",
    ],
)  # fmt: skip
def test_no_secret(value: str):
    assert secret(f'api_key = "{value}"') == "dropped"


@pytest.mark.parametrize(
    "key",
    ["csrf_token", "public_key_secret", "token_url", "max_token", "next_token", "tokenizer", "AUTH_USER", "credentials_json",
     "secret_name", "token_type", "auth_method", "api_key_id", "author"],
)  # fmt: skip
def test_a_key_that_is_about_a_secret(key: str):
    assert secret(f'{key} = "{DRAWN}"') == "dropped"


@pytest.mark.parametrize(
    "value", ["X-Acme-Token", "X-Auth-Token", "org.acme.billing.token", "com.acme.auth.token"]
)
def test_the_name_of_a_header_or_a_setting(value: str):
    assert secret(f'TOKEN = "{value}"') == "dropped"


@pytest.mark.parametrize("label", ["Kennwort", "Wachtwoord"])
def test_a_label_in_another_language_is_weaker(label: str):
    assert password(f'password: "{label}"', "a.js") == "weaker"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('password = os.getenv("{}")', "dropped"),
        ('password = re.compile("{}")', "dropped"),
        ('password = r.headers.get("{}")', "dropped"),
        ('password = SecretStr("{}")', "kept"),
        ('password = new String("{}")', "kept"),
        ('password = bytes("{}")', "kept"),
    ],
)
def test_what_a_call_does_with_the_value(line: str, expected: str):
    pattern = QUOTED.replace(r"\s*(?P<quote>", r"\s*(?:(?:new )?[A-Za-z_.]+\()?(?P<quote>")
    assert password(line.format(CHOSEN), pattern=pattern) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('("auth", "0002_alter_permission_name")', "dropped"),
        ('"token", "x8dk2mv9qplw4", "b"', "dropped"),
        ('define("API_TOKEN", "x8dk2mv9qplw4")', "weaker"),
        ('"AWS::IAM::AccessKey": "62d91b17309e76c8"', "dropped"),
        ('access_key_arn = "arn:aws:iam::1:x9/y7"', "dropped"),
    ],
)
def test_what_stands_round_a_secret(line: str, expected: str):
    pattern = QUOTED.replace("[A-Za-z_.-]+", "(?:[A-Za-z_.-])+")
    assert secret(line, pattern=pattern) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("jwt-secret-key: {}", "kept"),
        ("    secret-key: {}  # mine", "kept"),
        ("- secret_key={}", "kept"),
        ("docker run -e SECRET_KEY={} \\", "kept"),
        ("heroku config:set api_key={}", "kept"),
        ("java -jar app.jar --name=x --secret-key={} there", "kept"),
        ("java -Dapp.secret-key={} app", "kept"),
        ("java -jar app.jar --secret-key=enter-the-key", "dropped"),
        ("the secret-key: {} of it", "dropped"),
    ],
)
def test_an_assignment_that_has_the_line_of_a_manual_to_itself(line: str, expected: str):
    assert secret(line.format(DRAWN), "docs/a.md", BARE.replace("[A-Za-z_.-]", "[A-Za-z0-9_.-]")) == expected


def test_a_uuid_is_weaker():
    assert secret(f'api_key = "{UUID}"') == "weaker"


def test_a_header_needs_no_key():
    assert verdict("assigned.secret:header", DRAWN) == "kept"
    assert verdict("assigned.secret:header", "authentication_required") == "dropped"


URL = r"://[^:/@\s]*:(?P<value>[^\s@]+)@\S*"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (CHOSEN, "kept"),
        (DRAWN, "kept"),
        ("x9", "kept"),
        ("password", "dropped"),
        ("guest", "dropped"),
        ("x-oauth-basic", "dropped"),
        ("${PASSWORD}", "dropped"),
        ("{password}", "dropped"),
        ("<pass>", "dropped"),
        ("%s", "dropped"),
        ("$PASS", "dropped"),
        ("8080", "dropped"),
        ("8080/x", "dropped"),
        ("80\\", "dropped"),
        ("80x\\", "kept"),
        ("db_password", "dropped"),
        ("welcome", "weaker"),
    ],
)
def test_url_password(value: str, expected: str):
    assert verdict("assigned.url_password", f"postgres://app:{value}@db/app", pattern=URL) == expected


@pytest.mark.parametrize(
    ("scheme", "value", "expected"),
    [
        ("ftp", "grete%40acme-corp.de", "dropped"),
        ("ftps", "grete%40", "dropped"),
        ("https", "grete%40acme-corp.de", "kept"),
        ("ftp", "grete%23acme-corp.de", "kept"),
    ],
)
def test_a_mailbox_is_what_anonymous_ftp_asks_for(scheme: str, value: str, expected: str):
    text = f"{scheme}://me:{value}@acme-corp.de/x"
    assert verdict("assigned.url_password", text, pattern=r"\w+" + URL) == expected


def test_an_at_sign_in_a_path_is_no_login():
    assert verdict("assigned.url_password", "http://host:8080/@scope/x", pattern=URL) == "dropped"


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        (f"grete:{CHOSEN}", "proven"),
        ("aladdin:open sesame", "placeholder"),
        ("user:password", "placeholder"),
        ("grete:changeme", "placeholder"),
        ("grete:${PASS}", "placeholder"),
        ("no colon", "dropped"),
        ("grete:\x07bell", "dropped"),
        ("grete:größe", "dropped"),
    ],
)
def test_basic(login: str, expected: str):
    assert verdict("assigned.basic", base64.b64encode(login.encode()).decode()) == expected


def test_basic_must_be_base_64():
    assert verdict("assigned.basic", "grete:x!") == "dropped"


CONNECTION = r"(?i:password|pwd)=(?P<value>[^;\n]+)"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"Server=db;User Id=sa2;Password={CHOSEN};", "kept"),
        (f"jdbc:sqlserver://db;user=app;pwd={CHOSEN}", "kept"),
        (f"Password={CHOSEN};Encrypt=true", "dropped"),
        (f"server=db Password={CHOSEN}", "dropped"),
        ("Server=db;Password=password;", "dropped"),
        ("Server=db;Password=${DB_PASSWORD};", "dropped"),
        ("Server=db;Password=***;", "dropped"),
        ("Server=db;Password='+pw+';", "dropped"),
    ],
)
def test_connection_string(line: str, expected: str):
    assert verdict("assigned.connection_string", line, pattern=CONNECTION) == expected


@pytest.mark.parametrize("check", ["sql_password", "command_line"])
@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (CHOSEN, "kept"),
        ("welcome", "weaker"),
        ("password", "dropped"),
        ("${PASS}", "dropped"),
        ("<pass>", "dropped"),
    ],
)
def test_statements_and_commands(check: str, value: str, expected: str):
    assert verdict(f"assigned.{check}", value) == expected


@pytest.mark.parametrize("value", ["flags.", "option", "Parameters", "and"])
def test_an_option_that_is_spoken_of_has_no_password(value: str):
    assert verdict("assigned.command_line", value) == "dropped"


@pytest.mark.parametrize("value", ["-p", "=x1y2", "[PASSWORD]", "\\n12"])
def test_another_option_is_no_password(value: str):
    assert verdict("assigned.command_line", value) == "dropped"


@pytest.mark.parametrize(
    ("element", "path", "expected"),
    [
        (f"<password>{CHOSEN}</", "a.xml", "kept"),
        ("<password>welcome</", "a.xml", "weaker"),
        ("<password>${db.password}</", "a.xml", "dropped"),
        (f"<password>{CHOSEN}</", "res/lang/a.xml", "dropped"),
        (f"<apiToken>{DRAWN}</", "a.xml", "kept"),
        ("<apiToken>welcome</", "a.xml", "dropped"),
        (f"<passwordField>{CHOSEN}</", "a.xml", "dropped"),
    ],
)
def test_xml(element: str, path: str, expected: str):
    pattern = r"<(?P<key>\w+)>(?P<value>[^<]+)</"
    assert verdict("assigned.xml", element, path=path, pattern=pattern) == expected


def test_palau_is_no_password():
    assert password('"PW": "Palaos"') == password('"PW-004": "Airai"') == "dropped"
    assert password('"PW": "Zu9-Gleis"') != "dropped"
