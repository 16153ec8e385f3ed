"""Every page of the documentation leads to files that exist."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = [
    *sorted((ROOT / "docs").rglob("*.md")),
    *(ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")),
]
OF_THEIR_DAY = ("ARCHITECTURE.md", "CHANGELOG.md")
"""The change log speaks of files as they were then; ARCHITECTURE.md does until it is written anew for the rooms."""
LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)|(?:src|href)=\"([^\"]+)\"|^\[[^\]]+\]: (\S+)", re.MULTILINE)
FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
CODE_PATH = re.compile(r"`((?:planner|geodata|tests|benchmarks|configs|docs)/[\w./-]+|\w+\.py)`")


def shown(page: Path) -> str:
    """Text of a page without its examples of code."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """What GitHub calls the headings of a page."""
    titles = (
        re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", one) for one in re.findall(r"^#+ (.*)$", shown(page), re.MULTILINE)
    )
    return {re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles}


def relative_links(page: Path) -> list[str]:
    links = [next(filter(None, found.groups())) for found in LINK.finditer(shown(page))]
    return [link for link in links if not re.match(r"[a-z][a-z0-9+.-]*:", link)]


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether a link has a file, and where it names a heading of a page, that heading."""
    path, _, anchor = link.partition("#")
    file = page.parent / path if path else page
    return file.exists() and (not anchor or file.suffix != ".md" or anchor in anchors(file))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_relative_link_leads_to_a_file_and_a_heading_that_exist(page):
    assert [link for link in relative_links(page) if not leads_somewhere(page, link)] == []


@pytest.mark.parametrize("page", [page for page in PAGES if page.name not in OF_THEIR_DAY], ids=lambda page: page.name)
def test_every_file_that_a_page_names_exists(page):
    known = {
        file.name for folder in ("planner", "geodata", "benchmarks", "tests") for file in (ROOT / folder).rglob("*.py")
    }
    named = CODE_PATH.findall(shown(page))
    assert [name for name in named if not ((ROOT / name).exists() if "/" in name else name in known)] == []


def test_links_are_looked_for_in_every_form_that_the_pages_use():
    assert sum(len(relative_links(page)) for page in PAGES) > 60
    assert not leads_somewhere(ROOT / "README.md", "docs/model.md#no-such-heading")
    assert not leads_somewhere(ROOT / "docs" / "model.md", "model-of-old.md")
