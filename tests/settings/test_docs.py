from pathlib import Path

import pytest

from piiscan.settings.schema import KEYS, Key
from piiscan.settings.toml import write_value

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.name)
def test_the_page_has_the_keys_row(key: Key) -> None:
    row = f"| `{key.name}` | {key.kind.name} | `{write_value(key.default)}` | {key.doc} |"
    assert row in PAGE.read_text(encoding="utf-8").splitlines()


def test_the_examples_on_the_page_are_valid(tmp_path: Path) -> None:
    from piiscan.settings.load import load

    blocks = PAGE.read_text(encoding="utf-8").split("```toml\n")[1:]
    assert blocks
    for number, block in enumerate(blocks):
        folder = tmp_path / str(number)
        folder.mkdir()
        name = "pyproject.toml" if "[tool.piiscan]" in block else "piiscan.toml"
        (folder / name).write_text(block.split("```")[0], encoding="utf-8")
        (tmp_path / "org.toml").write_text("", encoding="utf-8")
        assert load(str(folder)).config_path == str(folder / name)
