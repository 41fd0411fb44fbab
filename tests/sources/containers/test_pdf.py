"""The text of a PDF, with its pages."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.sources.containers import pdf_
from piiscan.types import Blob

from .built import items, notices, pdf_of, spots, texts, zip_of


def test_without_the_extra_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    assert notices(items(pdf_of("x"), "a.pdf")) == [
        ("unopened", "a.pdf", "a PDF: reading it takes `pip install 'piiscan-lint[pdf]'`")
    ]


@pytest.fixture(scope="module")
def pypdf():
    return pytest.importorskip("pypdf")


@pytest.mark.usefixtures("pypdf")
class TestPdf:
    def test_what_is_no_pdf_is_said_and_read_as_text(self):
        found = items(b"%PDF-1.4\nnothing but text\n", "a.pdf")
        assert texts(found) == {"a.pdf": b"%PDF-1.4\nnothing but text\n"}
        assert notices(found) == [("unopened", "a.pdf", "a damaged PDF: not read")]

    def test_a_page_that_unpacks_to_millions_of_operations_is_not_read(self, monkeypatch):
        monkeypatch.setattr(pdf_, "_LARGEST_PAGE", 1000)
        data = pdf_of("short", "long " * 400)
        found = items(data, "a.pdf")
        assert texts(found)["a.pdf"] == b"short\n"
        assert notices(found) == [("unopened", "a.pdf", "a page has more than 0 MiB: its text is not read")]

    def test_operations_are_counted(self, monkeypatch):
        monkeypatch.setattr(pdf_, "_OPERATIONS", 8)
        found = items(pdf_of("one", "two", "three"), "a.pdf")
        assert texts(found)["a.pdf"] == b"one\n"
        assert notices(found) == [("unopened", "a.pdf", "draws more than 8 times: read as far as that")]

    def test_forms_that_draw_one_another_end(self, monkeypatch):
        stream = b" ".join(b"/X Do" for _ in range(30))
        forms = {
            at: b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >> "
            b"/Length %d >>\nstream\n%s\nendstream" % (at + 1, len(stream), stream)
            for at in range(100, 140)
        }
        monkeypatch.setattr(pdf_, "_OPERATIONS", 20_000)
        data = pdf_of("text", resources="/XObject << /X 100 0 R >>", more=forms)
        data = data.replace(b"(text) Tj ET", b"       /X Do")  # as long, so that all stays where it is
        found = items(data, "a.pdf")
        assert notices(found) == [("unopened", "a.pdf", "draws more than 20,000 times: read as far as that")]

    def test_it_is_quiet_about_what_it_reads(self, caplog, capfd):
        broken = pdf_of("secret").replace(b"/Count 1", b"/Count 9").replace(b"(secret) Tj", b"(secret) Do")
        items(broken.replace(b"xref\n0", b"xrxf\n0"), "a.pdf")
        assert caplog.text == ""
        assert capfd.readouterr() == ("", "")

    @settings(max_examples=40, deadline=None)
    @given(data=st.data())
    def test_damage_never_raises(self, data):
        made = bytearray(pdf_of("one", "two"))
        for _ in range(data.draw(st.integers(1, 5))):
            made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
        for item in items(bytes(made[: data.draw(st.integers(1, len(made)))])):
            if isinstance(item, Blob) and item.where is not None:
                item.where(0)

    def test_pages_and_where_they_are(self):
        found = items(pdf_of("first page", "second page"), "a.pdf")
        assert texts(found) == {"a.pdf": b"first page\nsecond page\n"}
        assert spots(found, b"second") == ["page 2"]

    def test_properties_and_targets_of_links(self):
        link = "/Annots [<< /Type /Annot /Subtype /Link /A << /S /URI /URI (https://h.org/t) >> >>]"
        data = pdf_of("x", page=link, trailer=b"/Info << /Author (Emmy) >>")
        found = items(data, "a.pdf")
        assert texts(found)["a.pdf"] == b"Author: Emmy\nx\nhttps://h.org/t\n"
        assert spots(found, b"Emmy") == ["properties"]

    def test_in_an_archive(self):
        assert texts(items(zip_of({"a.pdf": pdf_of("inside")}), "o.zip")) == {"o.zip!/a.pdf": b"inside\n"}

    def test_a_compressed_page(self):
        assert texts(items(pdf_of("packed", packed=True), "a.pdf")) == {"a.pdf": b"packed\n"}

    def test_an_encrypted_one_is_named(self):
        writer = pytest.importorskip("pypdf").PdfWriter()
        writer.add_blank_page(72, 72)
        writer.encrypt("user", "owner", algorithm="RC4-128")
        made = io.BytesIO()
        writer.write(made)
        assert ("unopened", "a.pdf", "encrypted: not read") in notices(items(made.getvalue(), "a.pdf"))
