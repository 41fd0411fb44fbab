"""What a rules-only scan must not import, and which way the layers point."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

HEAVY = {"numpy", "onnxruntime", "torch", "transformers", "git", "rich", "pathspec", "phonenumbers"}
ROOT = Path(__file__).parents[1]


def modules_after(code: str, where: Path) -> set[str]:
    program = f"{code}\nimport sys\nprint(' '.join({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=where, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split("\n")[-2].split())


def test_importing_the_package_is_light(tmp_path):
    assert not modules_after("import piiscan", tmp_path) & (HEAVY | {"click", "hyperscan"})


def test_a_rules_only_scan_imports_nothing_heavy(tmp_path):
    (tmp_path / "a.py").write_text("OWNER = 'emmy@noether.edu'\n")
    code = (
        "from piiscan.cli.entry import main\nassert main(['scan', '--model', 'off', '.', '-o', 'json']) == 1"
    )
    assert not modules_after(code, tmp_path) & HEAVY


def test_layers_point_one_way():
    command = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert command, "import-linter comes with the dev extra"
    done = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
