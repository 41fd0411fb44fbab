"""What kind of thing a value is."""

from __future__ import annotations

import pytest

from piiscan.catalog.examples import expand
from piiscan.detect import credential_keys, values
from piiscan.detect.words import covered, surprise

DRAWN = expand("%{alnum:32}", "values")


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("is_stock", ["testpass123", "my-new-password", "P4$$w0rd", "fooBar", "notsecret"], ["swordfish", "kvzqwxjt", "Zu-9-gleis", DRAWN, "passkvzq"]),
        ("is_words", ["swordfish", "hello-world", "charles1", "IAmSensitive", "twitter_consumer_key"], ["kvzqwxjt", "Zu-9-gleis", DRAWN, "x9kd72hs", "qxz", "", "größe"]),
        ("is_label", ["Kennwort", "Wachtwoord:", "Contraseña", "Mật khẩu", "パスワード"], ["swordfish", DRAWN, ""]),
        ("is_regex", [r"\[[^\]]+\]|YYYY", r"[A-Za-z0-9_]{16,}", r"(?:a|b)c", r"^\w+$", r"\d{6}", ".*/DB_PASSWORD=x/", r"a\$", r"x\$)"], [r"Gi70v7Tzi9Z\$UM0cq7", "Zu-9-gleis", DRAWN, "./x", "a.*/x", "a.b*c", "[x]"]),
        ("is_header_name", ["X-Auth-Token", "x-api-key", "Proxy-Authorization"], ["kJ8-xQ2_pW", "Zu-9-gleis", "XQ-ZK-VW"]),
        ("is_dotted_name", ["org.acme.billing.token", "m.login.registration_token", "org.matrix.msc3814", "com.acme"], ["kx8.ruhr", DRAWN, "x.y"]),
        ("is_dotted_name", ["Shop::Api::V3::ApiKeySerializer", "Pricing::Context.from_order"], ["Kx8::q7W", "Zu::9-gleis", "X::y"]),
        ("is_placeholder", ["n/a", "N/A", "seti_abc123_x9", "sk_abc123def456", "key.abc-123"], ["kabc123x9", "Zu-abc1234-gleis"]),
        ("is_measure", ["1.3.0", "~1.2", "1.2.840.113549.1.9.7", "23.hours", "30d", "RSA_4096", "localhost:8080"], ["Zu-9-gleis", DRAWN, "12345678", "a1"]),
        ("is_expression", ["os.getenv(x)", "a + 'b'", "x['y']", "new Foo", "f(x)"], ["YWJjZA==", "DP@$7r9(h8(w@d!5^%", "Zu-9-gleis"]),
        ("is_expression", ["$module.Params.password", "$this->secret", "$Config::Password"], ["$kx8.rQ", "$Zu-9-gleis", "Zu$module.Params"]),
        ("is_expression", ["a + f(x)", "!check(x)", "-f(x)", "x.y[0](z)"], ["p@ss(word)", "Kx8@ruhr(9)", "Zu9#gleis(sued)"]),
        ("is_placeholder", ["0123456790fedcba", "deadbeefdeadbeefdeadbeef", "${X}", "$env:TOKEN", "%RANDOM%", "user-{name}-x", "ABC12345"], ["Do$$q4eq!!", DRAWN]),
        ("is_placeholder", ["a_xxxx_1", "9XXXXz", "<my-key", "$yourKey", "a.new-one"], ["GRFCW4XXX" + "x8R463q7", "Gf3u2hE3j1%" + "myJl4q7", "GcF006&" + "OlDOX19KKq7", "G5WCxD\\mY" + "Y4A666mq7"]),
        ("is_expression", [")}),name:", "]}),x", ")),y", "}),z"], [")}Zu9", "]kx8", "})Zu9"]),
        ("is_placeholder", ["put-a-key", "set it", "changeit", "fillin", "enterYourKey"], ["Gn761RSPutA^" + "0mT8q7", "Gk7putin9xQ"]),
        ("is_placeholder", ["your-key", "x_myPass", "My Pass", "the_Key"], ["G6nxdj0r95" + "myJ3iq7", "Gk7" + "newX3zQ9tR2"]),
        ("is_placeholder", ["foo-bar", "bazquux", "barz", "foo.bar_baz12", "spam"], ["foolish", "barge", "foo-zu-gleis", "food", "bar1234567"]),
        ("is_placeholder", [r"pass\0word", r"secret\x00", r"pass\u0000word", r"password\n"], [r"pass\kx8word", r"Zu\09gleis"]),
        ("is_placeholder", ["SIGNATURE-test-key-2-{}", "x{0}y", "a-{key}"], ["Zu{9gleis}", "Zu{x9-y}"]),
        ("is_constant", ["DB_PASSWORD", "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"], ["AB_CDX_QW_RT_PLM", "KX_RUHR_9_TAL", DRAWN]),
        ("is_path", ["arn:aws:iam::aws:policy/X", "/etc/x", "https://x.y/z", "C:\\\\Users"], [DRAWN, "Zu-9-gleis"]),
        ("is_path", ["ssm:/prod/db/password", "file:/etc/acme/x"], ["Zu:/9-gleis", "zu:9/gleis", "ssm:"]),
        ("is_demand", ["required|string", "required|alpha_dash|string|max:255", "nullable|min:8", "trim|required|min_length[5]"], ["required", "Zu|9-gleis", "a|b", DRAWN]),
        ("is_expression", ["{b64(self.secret).decode()}", "{f(x)}", "{a.b(1)!r}"], ["{Zu9-gleis}", "{9(x)}", "{Kx8(ruhr}"]),
        ("is_expression", ["),E=n.limit", "]).x", ");"], [")Zu9-gleis", "]x9kd72hs"]),
        ("is_placeholder", ["%env(APP_SECRET)%", "%env(json:KEY)%", "%~1", "%1", "%*", "$encrypted$", "<name>++<credential_type.name>+x"], ["%env-gleis", "$2Zu$x", "%~gleis", "<Zu>9gleis"]),
        ("is_placeholder", ["#s3-secret-key", "#user-password"], ["#pass#ord", "#Zu-9-gleis", "#secret", "#zu-gleis9"]),
        ("is_placeholder", ["password]", "secret)", "token}>"], ["Zu9gleis]", "hunter}>x"]),
        ("is_placeholder", ["$username:$password", "$user@$host", "$a"], ["$kx8:rQ9", "Zu$gleis"]),
        ("is_stock", ["secure%20password"], ["Zu%209-gleis"]),
        ("is_expression", ["+dir+", "+ base + dir +", "+x.y(z)+"], ["+Zu9-gleis+", "+49+", "x+dir+"]),
        ("is_no_secret", ["--from-literal=key3=val2", "--dry-run", "login#forgot_password", "admin/users#edit"], ["--x9kd72hs", "-Zu-9-gleis"]),
        ("is_stock_encoded", ["YWRtaW4=", "bm90LXNlY3JldA==", "Q0hBTkdFTUUh", "c29tZXB3"], ["R2xlaXMgOXp1IQ==", "swordfish", "YWRtaW4", "Zm9v", DRAWN, ""]),
        ("is_label", ["geheim"], ["geheimrat9"]),
        ("names_itself", ["dbPassword", "user-token", "test_consumer_key"], ["verysecret", DRAWN]),
    ],
)  # fmt: skip
def test_kinds(question: str, yes: list[str], no: list[str]):
    ask = getattr(values, question)
    assert [value for value in yes if not ask(value.encode())] == []
    assert [value for value in no if ask(value.encode())] == []


def test_letters_in_words_and_letters_in_no_order():
    assert covered(b"HelloWorld") == 10
    assert covered(b"kvzqwxjt") == 0
    assert surprise(b"Wachtwoord") < 4.4 < 5 < surprise(b"kvzqwxjtbn")
    assert surprise(b"7") == 0


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("DB_PASSWORD", True), ("client_secret", True), ("credential_value", True), ("apiKey", True), ("PASSWORD2", True),
        ("password_reset_url", False), ("passwordMinLength", False), ("secretsmanager", False), ("AccessKeyArn", False),
        ("customer_master_key_spec", False), ("host", False), ("csrf_token", False), ("existingSecret", False),
        ("existing_password", True), ("MASKED_SECRET", False), ("ERR_PASSWDMISMATCH", False),
    ],
)  # fmt: skip
def test_names_of_credentials(key: str, expected: bool):
    assert credential_keys.fits(key.encode()) is expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("password", False), ("DB_PASSWORD", False), ("new_password", False), ("password_update", False), ("notePassword", False),
        ("update_password", True), ("DONT_EXPIRE_PASSWD", True), ("ERR_PASSWD", True), ("requirePassword", True), ("user.no-password", True),
    ],
)  # fmt: skip
def test_names_of_settings_about_credentials(key: str, expected: bool):
    assert credential_keys.is_setting(key.encode()) is expected


def test_a_type_is_no_key():
    text = b'"AWS::IAM::AccessKey": "62d91b17309e76c8"'
    start = text.index(b"AccessKey")
    assert credential_keys.is_type(text, start, start + 9)
    assert not credential_keys.is_type(b'"AccessKey": "x"', 1, 10)


def test_a_value_that_is_its_own_name():
    assert credential_keys.repeated(b"ADMIN_NO_SRP_AUTH", b"ADMIN_NO_SRP_AUTH")
    assert credential_keys.repeated(b"NO_AUTH", b"no-auth")
    assert credential_keys.repeated(b"DeviceAuthKey", b"pm-27581-device-auth-key")
    assert credential_keys.repeated(b"EnablePasswordRegistration", b"pm-27-password-registration")
    assert not credential_keys.repeated(b"password", b"Zu9-password")
    assert not credential_keys.repeated(b"DeviceAuthKey", b"pm-27581-")
    assert not credential_keys.repeated(b"NO_AUTH", b"x8dk2mv9")


@pytest.mark.parametrize(
    "value",
    [b"HpUTx7-FaKE_AZDzVuF-U21q9", b"Mt1utii52QfsAmPLeHaHmQcM4Itf", b"q8sbrlS3p5bL8-myY6qXh4AdAPUI"],
)
def test_a_drawn_token_that_happens_to_spell_a_word_is_no_placeholder(value: bytes) -> None:
    assert not values.is_placeholder(value)


@pytest.mark.parametrize(
    "value",
    [b"FAKE-8f14e45fceea167a", b"test-Dummy-8f14e45fceea167a", b"my-8f14", b"myAwesomeApiKey1234567", b"some-very-long-value-1", b"MySekretPa$$wordAgain",
     b"x7q-sample-AZDzVuF", b"XX-NEW-8f14e45"],
)  # fmt: skip
def test_what_says_that_it_is_a_placeholder_is_one(value: bytes) -> None:
    assert values.is_placeholder(value)
