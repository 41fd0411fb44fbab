"""docx, xlsx and pptx: what people wrote, and where it stands."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiscan.sources.containers import sheets
from piiscan.types import Blob

from .built import docx_of, items, notices, paragraph, pptx_of, slide, spots, texts, xlsx_of, zip_of

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c SYSTEM "file:///etc/passwd">]><w:document xmlns:w="x"><w:body><w:p><w:r><w:t>&b;&c;</w:t></w:r></w:p>'
    "</w:body></w:document>"
)
ENTITIES = "its XML declares a document type or entities: not read"


def text_of(data: bytes, name: str = "a.docx") -> str:
    return texts(items(data, name, kinds=("documents",))).get(name, b"").decode()


class TestHostile:
    def test_entities_are_not_expanded_and_files_not_read(self):
        found = items(zip_of({"[Content_Types].xml": "<Types/>", "word/document.xml": BOMB}), "a.docx")
        assert notices(found) == [("unopened", "a.docx", ENTITIES)]
        assert b"root:" not in b"".join(texts(found).values())
        assert (
            b"<!ENTITY a" in texts(found)["a.docx!/word/document.xml"]
        )  # its own bytes are read as they are

    def test_damaged_xml_is_read_as_far_as_it_goes_and_then_as_it_is_stored(self):
        body = f'<w:document xmlns:w="x"><w:body>{paragraph("good")}<w:p><w:r><w:t>bad</w:oops>'
        found = items(zip_of({"[Content_Types].xml": "<Types/>", "word/document.xml": body}), "a.docx")
        assert texts(found)["a.docx"].startswith(b"good\n")
        assert b"bad" in texts(found)["a.docx!/word/document.xml"]
        assert notices(found) == [("unopened", "a.docx", "its XML is damaged: read as far as it goes")]

    def test_a_tag_may_not_fill_the_memory(self):
        body = '<w:document xmlns:w="x" a="' + "a" * (12 << 20) + '"/>'
        data = zip_of({"[Content_Types].xml": "<Types/>", "word/document.xml": body})
        tracemalloc.start()
        found = [
            item._replace(data=b"") if isinstance(item, Blob) else item
            for item in items(data, kinds=("documents",))
        ]
        tracemalloc.stop()
        assert ("unopened", "outer", "a tag of more than 4 MiB: not read") in notices(found)

    def test_one_text_in_a_million_cells_is_a_bomb(self):
        cell = '<c t="s"><v>0</v></c>'
        data = xlsx_of({"A": f"<row>{cell * 30_000}</row>"}, ["long " * 3000])
        found = items(data, "a.xlsx", kinds=("documents",))
        assert len(texts(found)["a.xlsx"]) < 100 << 20
        assert notices(found)[-1][2].startswith("unpacks to more than 200 times its size")

    def test_texts_that_cells_share_may_not_fill_the_memory(self, monkeypatch):
        monkeypatch.setattr(sheets, "_HELD", 5000)
        found = items(xlsx_of({"A": '<row><c t="s"><v>0</v></c></row>'}, ["x" * 6000]), "a.xlsx")
        assert notices(found) == [
            ("unopened", "a.xlsx", "its texts take more than 0 MiB: read apart from their cells")
        ]
        assert b"x" * 6000 in texts(found)["a.xlsx!/xl/sharedStrings.xml"]

    @pytest.mark.parametrize("index", ["99", "-1", "x", "", "1" * 30, "٣"])
    def test_an_index_that_leads_nowhere_is_empty(self, index):
        assert (
            text_of(xlsx_of({"A": f'<row><c t="s"><v>{index}</v></c></row>'}, ["one"]), "a.xlsx") == "A\n\t\n"
        )

    @pytest.mark.parametrize("place", ["ZZZZ9", "A99999999", "A-1", "", "1A", "ÄÖ7"])
    def test_a_place_that_is_none_is_counted(self, place):
        data = xlsx_of({"A": f'<row r="3"><c r="{place}"><v>1</v></c><c><v>2</v></c></row>'})
        assert text_of(data, "a.xlsx") == "A\n1\t2\t\n"
        assert spots(items(data, "a.xlsx"), b"2\t") == ["A!B3"]

    def test_a_part_that_is_missing_is_named(self):
        found = items(
            zip_of(
                {
                    "[Content_Types].xml": "<Types/>",
                    "ppt/presentation.xml": "<p/>",
                    "ppt/_rels/presentation.xml.rels": "<",
                }
            )
        )
        assert notices(found) == [("unopened", "outer", "its XML is damaged: read as far as it goes")]

    def test_a_binary_workbook_is_named(self):
        found = items(zip_of({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\0" * 50}))
        assert notices(found) == [("unopened", "outer", "a binary workbook (xlsb): its cells are not read")]

    @settings(max_examples=60, deadline=None)
    @given(data=st.data())
    def test_damage_never_raises(self, data):
        made = bytearray(data.draw(st.sampled_from(SEEDS)))
        for _ in range(data.draw(st.integers(1, 5))):
            made[data.draw(st.integers(0, len(made) - 1))] = data.draw(st.integers(0, 255))
        for item in items(bytes(made)):
            if isinstance(item, Blob) and item.where is not None:
                item.where(0)
                item.where(len(item.data))


ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>inline</t></is></c></row>'
    '<row r="7"><c r="B7" t="s"><v>1</v></c><c r="AB7"><f>CONCAT("left","x")</f><v>3</v></c></row>'
)
SEEDS = [
    docx_of(paragraph("one"), header1=paragraph("head")),
    xlsx_of({"Staff": ROWS}, ["mail", "text"]),
    pptx_of({"slide1": slide("one")}, ["slide1"], {"slide1": slide("note")}),
]


class TestWord:
    def test_runs_are_one_text_and_paragraphs_are_lines(self):
        assert (
            text_of(docx_of(paragraph("pass", "word: ", "x"), paragraph("second")))
            == "password: x\nsecond\n\n"
        )

    def test_where_it_stands(self):
        found = items(
            docx_of(
                paragraph("one"), paragraph("two"), header1=paragraph("top"), footnotes=paragraph("small")
            ),
            "a.docx",
        )
        assert spots(found, b"two") == ["paragraph 2"]
        assert spots(found, b"top") == ["header 1, paragraph 1"]
        assert spots(found, b"small") == ["footnotes, paragraph 1"]

    def test_a_row_of_a_table_is_a_line(self):
        cells = "".join(f"<w:tc>{paragraph(text)}</w:tc>" for text in ("user", "emmy"))
        assert text_of(docx_of(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")) == "user\temmy\t\n\n"

    def test_tabs_breaks_and_what_was_deleted_with_changes_tracked(self):
        body = "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        assert text_of(docx_of(body)) == "a\tb\ngone\n\n"

    def test_what_is_there_twice_for_older_programs_is_read_once(self):
        body = (
            '<mc:AlternateContent xmlns:mc="m"><mc:Choice>' + paragraph("box") + "</mc:Choice><mc:Fallback>" + paragraph("box")
            + "</mc:Fallback></mc:AlternateContent>"
        )  # fmt: skip
        assert text_of(docx_of(body)) == "box\n\n"

    def test_other_parts_are_members(self):
        data = docx_of(paragraph("x"), settings="<w:x/>")
        found = texts(items(data, "a.docx"))
        assert sorted(found) == ["a.docx", "a.docx!/[Content_Types].xml", "a.docx!/word/settings.xml"]

    def test_a_document_in_an_archive_and_one_in_a_document(self):
        inner = xlsx_of({"S": ROWS}, ["a", "b"])
        files = {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": "<d/>",
            "word/embeddings/b.xlsx": inner,
        }
        found = items(zip_of({"a.docx": zip_of(files)}), "o.zip")
        assert "o.zip!/a.docx" in texts(found)
        assert spots(found, b"inline") == ["S!B1"]
        assert b"inline" in texts(found)["o.zip!/a.docx!/word/embeddings/b.xlsx"]

    def test_archives_alone_open_it_as_a_zip(self):
        found = texts(items(docx_of(paragraph("x")), "a.docx", kinds=("archives",)))
        assert sorted(found) == ["a.docx!/[Content_Types].xml", "a.docx!/word/document.xml"]


class TestSheets:
    def test_rows_are_lines_and_cells_stand_apart(self):
        data = xlsx_of({"Staff": ROWS}, ["mail", "text"])
        assert text_of(data, "a.xlsx") == 'Staff\nmail\tinline\t\ntext\t=CONCAT("left","x") 3\t\n'

    def test_where_it_stands(self):
        found = items(
            xlsx_of({"Staff": ROWS, "My 'own'": ROWS.replace("inline", "second")}, ["mail", "text"]), "a.xlsx"
        )
        assert spots(found, b"inline") == ["Staff!B1"]
        assert spots(found, b"CONCAT") == ["Staff!AB7"]
        assert spots(found, b"second") == ["'My ''own'''!B1"]
        assert spots(found, b"Staff") == ["the name of sheet 1"]

    @pytest.mark.parametrize("name", ["abcdef123456", "x " + "a1" * 8])
    def test_a_name_that_may_be_a_part_of_a_key_is_not_shown(self, name):
        assert spots(items(xlsx_of({name: ROWS}, ["mail", "text"]), "a.xlsx"), b"inline") == ["sheet 1!B1"]

    def test_long_numbers_are_written_out(self):
        data = xlsx_of(
            {"A": '<row><c r="A1"><v>4.111111111111E15</v></c><c><v>1.5</v></c><c><v>1E999</v></c></row>'}
        )
        assert text_of(data, "a.xlsx") == "A\n4111111111111000\t1.5\t1E999\t\n"

    def test_reading_aids_are_left_out(self):
        rich = '<sst xmlns="s"><si><r><t>pass</t></r><r><t>word</t></r><rPh><t>aid</t></rPh></si></sst>'
        data = xlsx_of({"A": '<row><c t="s"><v>0</v></c></row>'}, **{"xl/sharedStrings.xml": rich})
        assert text_of(data, "a.xlsx") == "A\npassword\t\n"

    def test_a_sheet_of_millions_of_cells_takes_little_memory(self):
        row = "<row>" + "".join(f"<c><v>{n}</v></c>" for n in range(200)) + "</row>"
        data = xlsx_of({"A": row * 200})
        tracemalloc.start()
        found = items(data, "a.xlsx", kinds=("documents",))
        size = sum(len(item.data) for item in found if isinstance(item, Blob))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert spots(found, b"\t199\t\n")[0] == "A!GQ1"
        assert peak < 4 * size + 16 * 40_000 + (4 << 20)


class TestSlides:
    def test_slides_count_as_they_are_shown(self):
        data = pptx_of(
            {"slide1": slide("first made"), "slide2": slide("shown first"), "slide3": slide("hidden away")},
            ["slide2", "slide1"],
            {"slide1": slide("a note")},
        )
        found = items(data, "a.pptx")
        assert spots(found, b"shown first") == ["slide 1"]
        assert spots(found, b"first made") == ["slide 2"]
        assert spots(found, b"a note") == ["slide 2, notes"]
        assert spots(found, b"hidden away") == ["slide 3"]
