"""The policy `env`, language by language, with a parser where one is at hand."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess

import pytest

from piiscan.mask.plan import bytes_reader, plan
from piiscan.mask.policies.policy import Policies
from piiscan.mask.splice import splice

from ..make import find_all

VALUE = "Zu9gleis" + "Kornfeld"


def masked(text: str, path: str, encoding: str = "utf-8", own: Policies | None = None) -> str:
    data = text.replace("@@", VALUE).encode(encoding)
    found = find_all(data, {VALUE: "PASSWORD"}, path=path, encoding=encoding)
    return splice(
        data, plan(found, bytes_reader(data), encoding=encoding, policies=own or Policies("env"))
    ).decode(encoding)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "x = 'a @@'"),  # a part of a literal
        ("a.py", "x = f'@@'"),
        ("a.py", "x = b'@@'"),
        ("a.py", "x = '''@@'''"),
        ("a.py", "x = '@@' 'more'"),
        ("a.py", "x = ('@@'\n  'more')"),
        ("a.py", "x = (\n  'more'\n  '@@')"),
        ("a.py", "x = ('@@'  # one\n  # two\n  r'more')"),
        ("a.py", "x = {'@@': 1}"),
        ("a.py", "x = '@@'.encode()"),
        ("a.py", "x = 1  # '@@'"),
        ("a.py", "@@ = 1"),
        ("a.js", "const x = {'@@': 1}"),
        ("a.js", "import x from '@@'"),
        ("a.js", "x = `@@${y}`"),
        ("a.js", "x = tag`@@`"),
        ("a.jsx", "<A b='@@' />"),
        ("a.jsx", "<A\n  b='@@'\n/>"),
        ("a.js", "// x = '@@'"),
        ("a.rb", "x = {'@@' => 1}"),
        ("a.rb", "x = :'@@'"),
        ("a.rb", "x = `@@`"),
        ("a.go", 'const X = "@@"'),
        ("a.go", 'const (\n\tX = "@@"\n)'),
        ("a.go", 'import "@@"'),
        ("a.go", "type T struct {\n\tX string `@@`\n}"),
        ("a.sh", "x='a @@'"),
        ("a.sh", "# x=@@"),
        (".env", "X=@@"),
        ("Makefile", "X=@@"),
        ("a.yml", "x: a @@"),
        ("a.yml", "x: [@@]"),
        ("a.yml", "# x: '@@'"),
        ("a.tf", 'variable "x" {\n  default = "@@"\n}'),
        ("a.tfvars", 'x = "@@"'),
        ("a.json", '{"x": "@@"}'),
        ("a.txt", "x = '@@'"),
    ],
)
def test_where_no_look_up_may_stand_there_is_a_placeholder(path, text):
    own = Policies("env")
    assert masked(text, path, own=own) in (
        text.replace("@@", "<PASSWORD>"),
        text.replace("@@", "REDACTED_PASSWORD"),
    )
    assert own.remarks() == [
        "1 of the policy 'env' got a placeholder: they are no whole literal that a look-up may replace."
    ]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("db_password = '@@'", 'db_password = os.environ["DB_PASSWORD"]'),
        ('self.dbPassword: str = "@@"  # x', 'self.dbPassword: str = os.environ["DB_PASSWORD"]  # x'),
        ("f(password='@@', b=1)", 'f(password=os.environ["PASSWORD"], b=1)'),
        ("x = {'api-key': '@@', 'b': 1}", "x = {'api-key': os.environ[\"API_KEY\"], 'b': 1}"),
        ("f('@@')", 'f(os.environ["PASSWORD_SEC001"])'),
        ("def f():\n    return '@@'", 'def f():\n    return os.environ["PASSWORD_SEC001"]'),
        ("x = '@@'\r\n'''y'''\r\n", None),
    ],
)
def test_python(text, result):
    found = masked(text, "a.py")
    assert result is None or found == result
    ast.parse(found)


def test_python_runs(monkeypatch):
    monkeypatch.setenv("TOKEN", "from outside")
    scope: dict[str, object] = {"os": os}
    exec(masked("token = '@@'", "a.py"), scope)  # noqa: S102
    assert scope["token"] == "from outside"


JAVASCRIPT = """const apiKey = '@@';
const o = { "api-key": `@@`, b: ["@@"], c: String("@@", 1) };
function g() { return "@@"; }
console.log(JSON.stringify([apiKey, o, g()]));
"""


def test_javascript():
    result = masked(JAVASCRIPT, "a.mjs")
    assert "const apiKey = process.env.API_KEY;" in result
    assert result.count("process.env.") == 5
    if not shutil.which("node"):
        pytest.skip("no node here")
    names = {"API_KEY": "1", "PASSWORD_SEC001": "3"}
    done = subprocess.run(
        ["node", "--input-type=module", "-e", result],
        env={**os.environ, **names},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == '["1",{"api-key":"1","b":["3"],"c":"3"},"3"]\n'


@pytest.mark.parametrize(
    ("path", "text", "result"),
    [
        ("a.rb", "config.password = '@@'", 'config.password = ENV.fetch("PASSWORD")'),
        ("a.rb", 'f(password: "@@")', 'f(password: ENV.fetch("PASSWORD"))'),
        ("a.rb", "h = { 'token' => '@@' }", "h = { 'token' => ENV.fetch(\"TOKEN\") }"),
        ("a.go", 'dbPassword := "@@"', 'dbPassword := os.Getenv("DB_PASSWORD")'),
        ("a.go", 'c := Config{\n\tPassword: "@@",\n}', 'c := Config{\n\tPassword: os.Getenv("PASSWORD"),\n}'),
        ("a.go", "f(`@@`)", 'f(os.Getenv("PASSWORD_SEC001"))'),
        ("a.tf", '  password = "@@"', "  password = var.password"),
        ("a.tf", '  url = "postgres://u:@@@db/x"', '  url = "postgres://u:${var.password_sec001}@db/x"'),
        ("Dockerfile", "ENV DB_PASSWORD=@@", "ENV DB_PASSWORD=${DB_PASSWORD}"),
        ("Dockerfile", "ENV DB_PASSWORD='@@' A=b", 'ENV DB_PASSWORD="${DB_PASSWORD}" A=b'),
        ("a.yml", "password: '@@'", "password: '${PASSWORD}'"),
        ("a.ts", "export const k: string = '@@'", "export const k: string = process.env.K"),
    ],
)
def test_other_languages(path, text, result):
    assert masked(text, path) == result


def test_shell_runs():
    text = 'A=@@\nB=\'@@\'\nC="@@"\nD="x @@ y"\nprintf \'%s|\' "$A" "$B" "$C" "$D" pw:"@@"\n'
    result = masked(text, "a.sh")
    assert VALUE not in result
    names = {"A": "1 1", "B": "2 2", "C": "3", "PASSWORD_SEC001": "4", "PW": "5"}
    done = subprocess.run(
        ["sh", "-c", result],
        env={**os.environ, **names},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.startswith("1 1|2 2|3|")


def test_compose():
    yaml = pytest.importorskip("yaml")
    text = (
        'services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: @@\n      URL: "postgres://u:@@@db/x"\n'
    )
    environment = yaml.safe_load(masked(text, "compose.yaml"))["services"]["db"]["environment"]
    assert environment == {
        "POSTGRES_PASSWORD": "${POSTGRES_PASSWORD}",
        "URL": "postgres://u:${PASSWORD_SEC001}@db/x",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-32-be"])
def test_the_quotes_go_in_every_encoding(encoding):
    assert (
        masked("\ufeffé = 1\r\ntoken = '@@'\r\n", "a.py", encoding)
        == '\ufeffé = 1\r\ntoken = os.environ["TOKEN"]\r\n'
    )


def test_two_values_of_one_name_get_two_names_and_one_value_one():
    own, other = Policies("env"), "Ein2anderer" + "Wert"
    data = f"token = '{VALUE}'\ntoken = '{other}'\ntoken = '{VALUE}'\n".encode()
    found = find_all(data, {VALUE: "KEY", other: "KEY"}, path="a.py")
    lines = splice(data, plan(found, bytes_reader(data), policies=own)).decode().split("\n")
    assert lines[0] == lines[2] == 'token = os.environ["TOKEN"]'
    assert lines[1] == 'token = os.environ["TOKEN_2"]'
    assert own.remarks() == [
        "To be set or declared, and `os` to be imported where it is not: TOKEN, TOKEN_2."
    ]


def test_a_key_that_is_a_value_itself_names_no_variable():
    data = f"'{VALUE}': '{VALUE}',".encode()
    found = find_all(data, {VALUE: "PASSWORD"}, path="a.py")
    result = splice(data, plan(found, bytes_reader(data), policies=Policies("env")))
    assert result == b"'<PASSWORD>': os.environ[\"PASSWORD_SEC001\"],"
