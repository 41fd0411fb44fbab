"""Cells of tables by the names of their columns, whatever the table is written as."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
import tomllib
from hypothesis import given
from hypothesis import strategies as st

from piiscan.detect.columns import KINDS, chosen, decide
from piiscan.detect.filekind import TABLES, may_hold_columns
from piiscan.detect.tables import cells
from piiscan.run.neighbourhood import is_document

RULES = Path(__file__).parents[2] / "rules"


def values(text: str, *wanted: str) -> list[str]:
    data = text.encode()
    titles = {each.encode() for each in wanted or ("b",)}
    spans = cells(data, lambda names: [index for index, name in enumerate(names) if name in titles])
    assert spans == sorted(spans)
    return [data[start:end].decode() for start, end in spans]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "a",
        "b\n1\n",
        "a b c\n1 2 3\n",
        "1,b\n2,3\n",
        "a,b",
        "a,b\n",
        "a,b\n1,\n2,\n",
        "2019,2020,b\n1,2,3\n",
        "x" * 9000 + ",b\n1,2\n",
        "INSERT INTO t VALUES (1, 'x');",
        "INSERT INTO t (a, c) VALUES (1, 'x');",
        "INSERT INTO t (a, b) VALUES (1, NULL);",
        "INSERT INTO t (a, b) VALUES (1, '');",
        "INSERT INTO t (a, b) SELECT 1, 'x';",
        "CREATE TABLE t (a int, c text);\nINSERT INTO t VALUES (1, 'x');",
        "CREATE TABLE u (a int, b text);\nINSERT INTO t VALUES (1, 'x');",
        "COPY t (a, b) FROM stdin;\n1\t\\N\n\\.\n2\tx\n",
        "COPY t (a, c) FROM stdin;\n1\tx\n\\.\n",
        "CREATE TABLE t (a int, b)\n1,x\n",
        "SELECT a, b\nFROM t,u\n",
        "x (a, b\n1,x\n",
    ],
)
def test_nothing_is_taken(text: str):
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,x\n2,y", ["x", "y"]),
        ("a,b\r\n1,x\r\n2,y\r\n", ["x", "y"]),
        ("\na;b\n1;x,y\n", ["x,y"]),
        ("a\tb\n1\tx y\n", ["x y"]),
        ("a|b\n1| x \n", ["x"]),
        ('"a","b"\n"1","x,""y"""\n"2","z\nz"\n', ['x,""y""', "z\nz"]),
        ('a,b\n1,"x\n2,y\n', ['"x', "y"]),
        ("a,b,c\n1,x\n2,y,z,w\n,,\n3,v,\n", ["x", "y", "v"]),
        ("a, b\n1, x\n", ["x"]),
        (",a,b\n0,1,x\n", ["x"]),
        ("a,b,2020\n1,x,3\n", ["x"]),
        ("sep=;\r\na;b\r\n1;x,y\r\n", ["x,y"]),
        ("# made by hand\n\na,b\n1,x\n", ["x"]),
        ("b,a,b\nx,1,y\n", ["x", "y"]),
    ],
)
def test_fields_of_delimited_text(text: str, expected: list[str]):
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y');\nINSERT INTO t (b) VALUES ('z');", ["x", "y", "z"]),
        ("insert into `d`.`t` (`a`,`b`) values\n(1,'x''y'),\n(2,'x\\'y');", ["x''y", "x\\'y"]),
        ("REPLACE INTO [t] ([a], [b]) VALUES (f('no', 2), N'x')", ["x"]),
        ("INSERT INTO t (a, b) VALUES ('(', 'x') ON CONFLICT (a) DO UPDATE SET b = 'no';", ["x"]),
        ("INSERT IGNORE INTO t (a, b) VALUES (';', 'x;y');('a', 'no')", ["x;y"]),
        ("CREATE TABLE IF NOT EXISTS t (\n  `a` enum('x','y') NOT NULL,\n  `b` varchar(9) DEFAULT '',\n  PRIMARY KEY (`a`)\n);\nINSERT INTO t VALUES (1,'x');", ["x"]),
        ("CREATE TABLE s.t (b text, KEY k (b), c int);\nINSERT INTO t VALUES ('x', 'no');", ["x"]),
        ("CREATE TABLE t (a int, b decimal(5,2), c text);\nINSERT INTO t VALUES ('no', 'x', 'no');", ["x"]),
        ("COPY public.t (a, b) FROM stdin;\n1\tx\n2\ty z\n\\.\n3\tno\nCOPY t (b) FROM stdin;\nw\n\\.\n", ["x", "y z", "w"]),
        ("COPY t (a, b) FROM stdin WITH (FORMAT text);\r\n1\tx\r\n", ["x"]),
        ("INSERT INTO t (a, b) VALUES (1, 'x", ["x"]),
    ],
)  # fmt: skip
def test_rows_of_sql(text: str, expected: list[str]):
    assert values(text) == expected


_CELL = st.text(st.characters(codec="utf-8", exclude_characters='",\r\n'), min_size=1, max_size=9).map(
    str.strip
)


@given(st.lists(st.tuples(_CELL, _CELL), max_size=9))
def test_what_was_written_comes_back(rows: list[tuple[str, str]]):
    text = "a,b\n" + "".join(f'{a},"{b}"\n' for a, b in rows)
    assert values(text) == [b for _, b in rows if b]


@given(st.lists(st.sampled_from(["a,b", "INSERT INTO t (b) VALUES ", "CREATE TABLE t (b int)", "COPY t (b) FROM stdin;\n", "'", '"', "\\", "(", ")", ",", ";", "\t", "\n", "x", "\\."]), max_size=60))  # fmt: skip
def test_whatever_it_is_the_spans_lie_within(parts: list[str]):
    data = "".join(parts).encode()
    spans = cells(data, lambda names: range(len(names)))
    assert all(0 <= start < end <= len(data) for start, end in spans)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


@pytest.mark.parametrize(
    "piece",
    ["INSERT INTO t (b) VALUES (", "CREATE TABLE t (", "COPY t (b) FROM stdin;\n", "\\'", "''", '"', '"a,', "INSERT INTO t (b) VALUES ('x", " \t", "INSERT ", "(" * 50],
)  # fmt: skip
@pytest.mark.parametrize(
    "head", ["", "a,b\n", "INSERT INTO t (b) VALUES (", "CREATE TABLE t (", "INSERT INTO t VALUES ('"]
)
def test_a_hostile_text_takes_no_longer_than_its_length(head: str, piece: str):
    begun = time.process_time()
    cells((head + piece * (1_000_000 // len(piece))).encode(), lambda names: range(len(names)))
    decide((head + piece * (1_000_000 // len(piece))).encode())
    assert time.process_time() - begun < 8


@pytest.mark.parametrize("folder", ["secrets", "pii"])
def test_the_rules_read_the_files_that_history_reads_whole(folder: str):
    with (RULES / folder / "columns.toml").open("rb") as handle:
        rules = tomllib.load(handle)["rule"]
    assert {rule["whole_file"] for rule in rules} == {TABLES}
    assert {rule["split"].removeprefix("columns.") for rule in rules} <= set(KINDS)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.csv", True),
        ("x/A.SQL", True),
        ("a.tsv", True),
        ("csv", False),
        ("a.csv.py", False),
        ("a.csv/b.txt", False),
    ],
)
def test_where_columns_may_be(path: str, expected: bool):
    assert may_hold_columns(path) is expected


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.csv", "id,password\n", True),
        ("a.csv", "id,password\n1,\n", True),
        ("a.csv", "id,price\n1,2\n", False),
        ("a.py", "id,password\n1,x\n", False),
        ("a.sql", "SELECT 1;\nINSERT INTO t (id, pwd) VALUES (1, NULL);", True),
        ("a.sql", "CREATE TABLE t (id int, pwd text);", True),
        ("a.sql", "COPY t (id, pwd) FROM stdin;\n", True),
        ("a.sql", "INSERT INTO t (id, price) VALUES (1, 'x');", False),
        ("a.sql", "", False),
    ],
)
def test_where_columns_decide(path: str, text: str, expected: bool):
    assert is_document(text.encode(), may_hold_columns(path)) is expected


TITLES = {
    "passwords": (["password", "Password", "user_password", "PWD", "Passwort", "loginPassword", "password1", "mot de passe", "contraseña", "plain_password", "password_plain"],
                  ["pass", "passed", "password_hash", "hashed_password", "has_password", "password_changed_at", "passport", "password_id"]),
    "secrets": (["api_key", "apiKey", "API Key", "token", "access_token", "Secret access key", "client_secret", "github_token", "login_totp", "otpSecret"],
                ["tokens", "token_type", "token_count", "key", "primary_key", "secret_name", "tokenizer"]),
    "names": (["first_name", "firstName", "Last Name", "surname", "Vorname", "customer_name", "cardholder name", "prénom"],
              ["filename", "file_name", "product_name", "hostname", "name", "last", "username", "firstname_id", "table_name"]),
    "users": (["username", "user_name", "login", "User Name", "screen_name", "nickname", "login_username", "username2"], ["user", "users", "user_id", "logins", "last_login"]),
    "numbers": (["ssn", "SSN", "passport_number", "account_no", "tax_id", "Kontonummer"], ["id", "number", "order_number", "session", "version_no", "account"]),
    "births": (["dob", "Date of birth", "birthday", "birth_date", "Geburtsdatum", "dateOfBirth"], ["birthplace", "date", "birth_country", "birth_rate"]),
    "phones": (["phone", "Phone Number", "mobile", "tel", "Telefon", "home_phone", "fax", "cellPhone", "Phone 1 - Value"], ["phones_count", "telemetry", "mobile_app", "microphone", "phone_type"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_columns_are_called(kind: str):
    yes, no = TITLES[kind]
    assert [title for title in yes if not chosen(kind, [title.encode()])] == []
    assert [title for title in no if chosen(kind, [title.encode()])] == []


@pytest.mark.parametrize(
    ("beside", "expected"),
    [("email", [0]), ("phone", [0]), ("price", []), ("username", []), ("password", []), ("Birthday", [0])],
)
def test_a_name_is_somebodys_beside_what_tells_of_people(beside: str, expected: list[int]):
    assert chosen("names", [b"name", beside.encode()]) == expected
