"""The report is told in the language of its reader: no word of it but names stands outside of a message."""

import pytest

from planner.output import format_for
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier
from tests.fixtures.pseudo_language import outside_of_page, pseudo_language


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    file = tmp_path_factory.mktemp("report") / "report.html"
    with pseudo_language():
        format_for(file).write(make_dossier(), file)
    return file.read_text(encoding="utf-8")


def test_every_word_of_the_report_is_a_message_but_names(page):
    dossier = make_dossier()
    names = [
        str(one)
        for name in ("label", "name", "district", "site_id", "operator")
        if name in dossier.sites
        for one in dossier.sites[name].dropna()
    ]
    names += [*dossier.districts["district"], *dossier.roads["name"].dropna(), dossier.name, dossier.city, *HOSTILE]
    names += [text for one in dossier.sources for text in (one.path, one.format)] + [*dossier.inputs]
    names += ["CCS2", "GB/T", "Type 2", "CHAdeMO", "DC", "AC", "kW", "HiGHS", "SHA-256"]
    found = [one for one in outside_of_page(page, names) if not any(evil in one for evil in ("hacked", "evil.example"))]
    assert found == []
