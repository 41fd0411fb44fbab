"""What was masked comes back byte for byte: any text, any spans, any encoding, any policy that a vault allows."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from piiscan.errors import MaskError
from piiscan.mask import bytes_reader, plan
from piiscan.mask.policies.policy import Policies
from piiscan.mask.splice import splice
from piiscan.mask.vault.book import Book
from piiscan.mask.vault.vault import Vault

from ..make import finding

KEY = bytes(range(32))
TAG = Book(KEY).tag
FORMATS = (
    "a.txt",
    "a.py",
    "a.json",
    "a.yml",
    "a.sh",
    "a.html",
    "a.ini",
    "Dockerfile",
    "a.go",
    "a.csv",
    "a.toml",
)
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
MARKS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-8": b"\xef\xbb\xbf"}
CLASSES = (
    "EMAIL",
    "KEY",
    "IPV4",
    "IPV6",
    "NAME",
    "ID",
    "PASSWORD",
    "PRIVATE_KEY",
    "WORK_EMAIL",
    "REDACTED_EMAIL",
)
PIECES = (
    "joe@example.com", "10.1.2.3", "fe80::17", "4111111111111111", "12345", "0x", "deadbeefcafe", "s3cr3t", "Ä", "😀",
    '"', "'", "<", ">", "&lt;", "&gt;", "%3C", "\\u003c", "=", ": ", ", ", "\n", "\r\n", "\t", " ", ".", "_", "*", "****",
    "/", "#", "@", "EMAIL", "EMAIL_1", "_1", "<EMAIL_1>", "REDACTED_EMAIL_1", "REDACTED_", f"<EMAIL_1_{TAG}>", TAG,
    f"REDACTED_EMAIL_2_{TAG}", f"_1_{TAG}", f"KEY_1_{TAG}", "<EMAIL_1_BCDF>", "fake", "fakeqzhwkmtoabcd", "000-", "999",
    "240.1.2.3", "2001:db8::1", "-----BEGIN RSA", "-----", "A" * 20, "\x00\x01", "{", "}", "(", ")",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), min_size=1, max_size=24).map("".join)
POLICIES = ("placeholder", "numbered", "fake", "hash", "stars")


def planned(vault: Vault, data: bytes, spans, path: str, encoding: str, policy: str = "placeholder"):
    """What masking does to `data`; the spans are of these classes."""
    policies = Policies(policy, key=lambda: b"k" * 32)
    policies.vault = vault
    findings = [finding(name, start, end, path=path) for start, end, name in spans]
    return plan(findings, bytes_reader(data), encoding=encoding, policies=policies)


def masked(vault: Vault, data: bytes, spans, path: str, encoding: str, policy: str = "placeholder") -> bytes:
    """`data` as masking writes it."""
    return splice(data, planned(vault, data, spans, path, encoding, policy))


def spans_of(text: str, draw: st.DataObject, encoding: str, offset: int):
    """Spans that cut no character; they may overlap, touch, and hold anything."""
    places = st.integers(0, len(text))
    pairs = draw.draw(st.lists(st.tuples(places, places, st.sampled_from(CLASSES)), max_size=6))

    def at(place: int) -> int:
        return offset + len(text[:place].encode(encoding, "surrogatepass"))

    return [(at(min(a, b)), at(max(a, b)), name) for a, b, name in pairs if a != b]


@settings(max_examples=300, deadline=None)
@given(
    text=TEXTS,
    encoding=st.sampled_from(ENCODINGS),
    mark=st.booleans(),
    path=st.sampled_from(FORMATS),
    policy=st.sampled_from(POLICIES),
    draw=st.data(),
)
def test_every_byte_comes_back(text, encoding, mark, path, policy, draw):
    prefix = MARKS.get(encoding, b"") if mark else b""
    data = prefix + text.encode(encoding, "surrogatepass")
    vault = Vault(Book(KEY))
    try:
        edits = planned(vault, data, spans_of(text, draw, encoding, len(prefix)), path, encoding, policy)
    except MaskError:
        assume(False)
    assert vault.restored(splice(data, edits), encoding) == data
    assert vault.brings_back(data, edits, encoding)


KIND = "EC PRIVATE KEY"  # never a whole block in the source: other scanners would find it
LINE = st.text("ABCDabcd0189+/", min_size=16, max_size=64)
JUNK = st.sampled_from(["****", "*****", "<KEY>", "", "Proc-Type: 4,ENCRYPTED", "=aB1=", f"<KEY_1_{TAG}>"])


@settings(max_examples=300, deadline=None)
@given(
    lines=st.lists(LINE | JUNK, max_size=6),
    end=st.sampled_from(["\n", "\r\n", "\\n", '\\n"\n    "', "\n# ", "%0A"]),
    encoding=st.sampled_from(ENCODINGS),
    path=st.sampled_from(FORMATS),
    after=st.sampled_from(["", "\n****\n", " **** x"]),
)
def test_a_block_comes_back(lines, end, encoding, path, after):
    text = end.join([f"-----BEGIN {KIND}-----", *lines, f"-----END {KIND}-----"])
    data = (text + after).encode(encoding)
    vault = Vault(Book(KEY))
    span = (0, len(text.encode(encoding)), "PRIVATE_KEY")
    new = masked(vault, data, [span], path, encoding)
    back = vault.restored(new, encoding)
    # A line of five stars, or one that is glued to some, is beyond four: `Vault.prove` refuses such a file.
    assert back == data or "*****" in text


def test_a_block_that_cannot_come_back_is_refused(tmp_path):
    data = "\n".join([f"-----BEGIN {KIND}-----", "A1" * 20, f"*{'B2' * 20}", "-----END-----"]).encode()
    path = tmp_path / "a.pem"
    path.write_bytes(data)
    vault = Vault(Book(KEY))
    edits = planned(vault, data, [(0, len(data), "PRIVATE_KEY")], "a.pem", "utf-8")
    with pytest.raises(MaskError, match=r"a\.pem: what masking would write cannot be put back byte for byte"):
        vault.prove("a.pem", str(path), edits, "utf-8")


@settings(max_examples=100, deadline=None)
@given(texts=st.lists(st.tuples(TEXTS, st.data()), min_size=2, max_size=4))
def test_many_texts_share_a_vault_that_goes_on(texts):
    """Between any two the vault is written and read again; all come back with the last one.

    Tokens that stood in a text before are put back too. A text where a value cuts one of them in two, and what is
    left of it is still one, is beyond that: `Vault.prove` refuses it.
    """
    book, done = Book(KEY), []
    for text, draw in texts:
        data = text.encode("utf-8", "surrogatepass")
        vault = Vault(Book.from_bytes(book.to_bytes()))
        before = vault.restored(data, "utf-8")
        spans = spans_of(text, draw, "utf-8", 0)
        cuts = [at for start, end, _ in spans for at in (start, end)]
        whole = not any(found.start < at < found.end for found in vault.finder.all(data) for at in cuts)
        try:
            edits = planned(vault, data, spans, "a.txt", "utf-8")
        except MaskError:
            continue
        new = splice(data, edits)
        assert vault.brings_back(data, edits, "utf-8") == (vault.restored(new, "utf-8") in (data, before))
        if whole:
            done.append((new, before))
            book = vault.book
    last = Vault(Book.from_bytes(book.to_bytes()))
    for new, before in done:
        assume(f"_{TAG}" not in before.decode("utf-8", "replace"))
        assert last.restored(new, "utf-8") == before


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "shift_jis"])
def test_narrow_text_comes_back_as_it_is(encoding):
    data = "Grüße an joe@example.com".encode(encoding, "replace") + bytes(range(128, 256))
    vault = Vault(Book(KEY))
    new = masked(vault, data, [(0, len(data), "NAME")], "a.txt", "utf-8")
    assert new == f"<NAME_1_{TAG}>".encode()
    assert vault.restored(new, "utf-8") == data


class TestTokens:
    def test_a_value_has_one_token_in_files_of_all_encodings(self):
        vault = Vault(Book(KEY))
        for encoding in ENCODINGS:
            data = "Jörg".encode(encoding)
            new = masked(vault, data, [(0, len(data), "NAME")], "a.txt", encoding)
            assert new.decode(encoding) == f"<NAME_1_{TAG}>"
            assert vault.restored(new, encoding) == data

    def test_another_class_or_value_has_another(self):
        vault = Vault(Book(KEY))
        data = b"joe ann joe"
        new = masked(vault, data, [(0, 3, "NAME"), (4, 7, "NAME"), (8, 11, "USERNAME")], "a.txt", "utf-8")
        assert new.decode() == f"<NAME_1_{TAG}> <NAME_2_{TAG}> <USERNAME_1_{TAG}>"

    def test_addresses_stay_addresses(self):
        vault = Vault(Book(KEY))
        data = b"10.0.0.1 fe80::1 10.0.0.2 10.0.0.1"
        spans = [(0, 8, "IPV4"), (9, 16, "IPV6"), (17, 25, "IPV4"), (26, 34, "IPV4")]
        one, six, two, again = masked(vault, data, spans, "a.txt", "utf-8").split()
        assert one == again != two
        assert one.startswith((b"24", b"25"))
        assert six.startswith(b"2001:db8:")
        assert one.rpartition(b".")[0] == two.rpartition(b".")[0]

    def test_an_address_that_would_grow_into_its_neighbour_is_a_token(self):
        vault = Vault(Book(KEY))
        assert (
            masked(vault, b"10.0.0.1.7", [(0, 8, "IPV4")], "a.txt", "utf-8") == f"<IPV4_1_{TAG}>.7".encode()
        )

    def test_numbers_stay_numbers(self):
        vault = Vault(Book(KEY))
        data = b'{"card": 4111111111111111, "pin": 1234}'
        new = masked(vault, data, [(9, 25, "ID"), (34, 38, "PASSWORD")], "a.json", "utf-8")
        assert set(b'"cardpin: {},0123456789') >= set(new)
        assert vault.restored(new, "utf-8") == data

    def test_a_number_that_would_grow_into_its_neighbour_is_refused(self):
        with pytest.raises(MaskError, match=r"a\.py: line 1: no number that can be put back fits there"):
            masked(Vault(Book(KEY)), b"x = 1234e5", [(4, 8, "ID")], "a.py", "utf-8")

    def test_a_number_in_the_text_is_given_to_no_value(self):
        """From an older copy of the vault, say: it stands for something else."""
        vault = Vault(Book(KEY))
        data = f"joe <NAME_1_{TAG}> REDACTED_EMAIL_2_{TAG}".encode()
        new = masked(vault, data, [(0, 3, "NAME")], "a.txt", "utf-8")
        assert new.startswith(f"<NAME_3_{TAG}> <NAME_1".encode())

    def test_what_another_run_numbered_is_left_alone(self):
        vault = Vault(Book(KEY))
        new = masked(vault, b"joe <NAME_1> REDACTED_NAME_1", [(0, 3, "NAME")], "a.txt", "utf-8")
        assert vault.restored(new, "utf-8") == b"joe <NAME_1> REDACTED_NAME_1"


class TestPolicies:
    @pytest.mark.parametrize("policy", ["stars", "partial", "env", "template:x{n}"])
    def test_what_cannot_be_put_back_becomes_a_token_and_is_counted(self, policy):
        vault, policies = Vault(Book(KEY)), Policies(policy)
        policies.vault = vault
        data = b"joe@example.com"
        edits = plan([finding("EMAIL", 0, len(data))], bytes_reader(data), policies=policies)
        assert splice(data, edits) == f"<EMAIL_1_{TAG}>".encode()
        word = policy.partition(":")[0]
        assert policies.remarks() == [
            f"1 of the policy '{word}' got a placeholder: in a vault each must stand for one value alone."
        ]

    @pytest.mark.parametrize("policy", ["fake", "hash"])
    def test_fakes_and_hashes_of_their_own_are_kept(self, policy):
        vault = Vault(Book(KEY))
        data = b"mail joe.miller@example.de now"
        new = masked(vault, data, [(5, 26, "EMAIL")], "a.txt", "utf-8", policy)
        assert TAG.encode() not in new
        assert vault.restored(new, "utf-8") == data
        assert vault.restored(b"To: " + new[5:-4], "utf-8") == b"To: " + data[5:-4]

    def test_a_fake_name_may_be_anybody_so_it_is_a_token(self):
        new = masked(Vault(Book(KEY)), b"by Ann Lee.", [(3, 10, "NAME")], "a.txt", "utf-8", "fake")
        assert new == f"by <NAME_1_{TAG}>.".encode()

    def test_a_hash_in_the_brackets_of_the_text(self):
        vault = Vault(Book(KEY))
        data = b"x = <joe.miller@example.de>"
        new = masked(vault, data, [(5, 26, "EMAIL")], "a.py", "utf-8", "hash")
        assert re.fullmatch(rb"x = <REDACTED_EMAIL_[0-9A-F]{12}>", new)
        assert vault.restored(new, "utf-8") == data
