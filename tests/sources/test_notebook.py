"""Cells of notebooks, by the byte."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.sources.notebook import Cells


def notebook(*cells: dict[str, object], indent: int | None = 1) -> bytes:
    return json.dumps(
        {"cells": list(cells), "metadata": {"k": "outside"}, "nbformat": 4}, indent=indent
    ).encode()


def code(source: object, *outputs: object) -> dict[str, object]:
    return {"cell_type": "code", "metadata": {"tag": "labelled"}, "outputs": list(outputs), "source": source}


def place(data: bytes, text: str) -> str:
    return Cells(data).at(data.index(text.encode()))


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"null", b'"cells"', b'{"cells": 3}', b'{"cells": "here"}', b'["cells", "here"]', b'[["here"]]', b'{"cells": {"a": ["here"]}}',
     b'{"cells": [["here"]]}', b"here", b'{"cells": ["here"]}', b'}]{"cells', b'{"cells": [{"source": ["unclosed here', b"\xff\xfe" * 9],
)  # fmt: skip
def test_what_is_no_notebook_has_no_cells(data):
    cells = Cells(data)
    assert {cells.at(offset) for offset in range(len(data) + 2)} == {""}


def test_what_stands_outside_of_cells_has_no_place():
    assert place(notebook(code(["x"])), "outside") == ""


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_lines_of_a_source(indent):
    data = notebook(
        {"cell_type": "markdown", "source": ["# top\n"]}, code(["a = 1\n", "b = 2\n", "c = 3"]), indent=indent
    )
    assert place(data, "# top") == "cell 1, line 1"
    assert place(data, "b = 2") == "cell 2, line 2"
    assert place(data, "c = 3") == "cell 2, line 3"


def test_a_source_in_one_string():
    data = notebook(code("a = 1\nb = 2\nc = '\\n'\nd = 4"))
    assert place(data, "b = 2") == "cell 1, line 2"
    assert place(data, "d = 4") == "cell 1, line 4"


def test_several_lines_in_one_item_of_a_list():
    assert place(notebook(code(["a\nb\n", "c\n", "deep"])), "deep") == "cell 1, line 4"


def test_outputs_have_their_own_lines():
    stream = {"output_type": "stream", "name": "stdout", "text": ["one\n", "two\n"]}
    result = {
        "output_type": "execute_result",
        "data": {"text/plain": "three\nfour", "image/png": "aGk="},
        "metadata": {},
    }
    error = {"output_type": "error", "ename": "Oops", "traceback": ["line of it"]}
    data = notebook(code("x"), code("y", stream, result, error))
    assert place(data, "two") == "cell 2, output 1, line 2"
    assert place(data, "four") == "cell 2, output 2, line 2"
    assert place(data, "line of it") == "cell 2, output 3"
    assert place(data, "Oops") == "cell 2, output 3"


def test_metadata_of_a_cell():
    assert place(notebook(code("x")), "labelled") == "cell 1, metadata"


def test_brackets_and_quotes_in_strings_mislead_nobody():
    data = notebook(code(['print("]}{[", "\\\\")\n', "after"]), code("second"))
    assert place(data, "after") == "cell 1, line 2"
    assert place(data, "second") == "cell 2, line 1"


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=4), max_size=5
    ),
    st.booleans(),
)
def test_every_line_is_found_where_json_says_it_is(sources, ascii_only):
    marks = {}
    cells = []
    for number, lines in enumerate(sources, 1):
        marked = []
        for line, text in enumerate(lines, 1):
            mark = f"MARK{number}x{line}E"
            marks[mark] = f"cell {number}, line {line}"
            marked.append(text.replace("\n", "") + mark + "\n")
        cells.append(code(marked))
    data = json.dumps({"cells": cells}, ensure_ascii=ascii_only).encode()
    found = Cells(data)
    assert {mark: found.at(data.index(mark.encode())) for mark in marks} == marks
