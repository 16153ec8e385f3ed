"""Before each commit the manual of the configuration is written anew, whenever anything changes that it is made from."""

import re
import subprocess
import sys
import textwrap

import grimp
import pytest

from tests.conftest import ROOT

WITHOUT_WORDS = ("planner.errors", "planner.support.resources")
"""What the manual imports and takes no word from."""
READ = """
import sys
from pathlib import Path
from planner.authoring.manual import manual_text

root, seen = Path.cwd(), []
sys.addaudithook(lambda event, args: seen.append(args[0]) if event == "open" else None)
manual_text()
for name in {Path(one).resolve() for one in seen if isinstance(one, str)}:
    if name.is_relative_to(root) and name.suffix not in (".py", ".pyc"):
        print(name.relative_to(root).as_posix())
"""


@pytest.fixture(scope="module")
def watched() -> re.Pattern[str]:
    """Pattern of the hook `manual`, read without a YAML library: tests need no pre-commit."""
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    hook = next(part for part in re.split(r"^ +- id: ", text, flags=re.MULTILINE) if part.startswith("manual\n"))
    block = re.search(r"^( +)files: \|\n((?:\1 +.*\n)+)", hook, flags=re.MULTILINE)
    assert block is not None, "the hook no longer has `files: |` on lines of their own"
    return re.compile(textwrap.dedent(block[2]).strip())


def test_the_hook_watches_every_module_that_the_manual_is_made_from(watched):
    graph = grimp.build_graph("planner", "geodata", cache_dir=None)
    modules = graph.find_modules_directly_imported_by("planner.authoring.manual") - set(WITHOUT_WORDS)
    modules |= graph.find_descendants("planner.config") | {"planner.authoring.manual"}
    files = [f"{module.replace('.', '/')}.py" for module in sorted(modules)]
    assert len(files) > 15
    assert [file for file in files if not watched.search(file)] == []


def test_the_hook_watches_every_table_that_the_manual_reads(watched):
    done = subprocess.run([sys.executable, "-c", READ], cwd=ROOT, capture_output=True, text=True, check=True)
    tables = sorted(done.stdout.splitlines())
    assert "configs/chargers.csv" in tables
    assert [table for table in tables if not watched.search(table)] == []


def test_the_hook_watches_the_page_itself_and_nothing_beside(watched):
    assert watched.search("docs/configuration.md")
    assert not watched.search("planner/model/instance/instance.py")
    assert not watched.search("docs/model.md")
