"""A further budget on top of a finished plan: all of it stays, and what contradicts it is one line before anything takes long."""

import pytest

from planner.cli.briefly import show_briefly
from planner.config.plan import PlanConfig
from planner.config.scenario import Scenario
from planner.dossier.dossier import Dossier
from planner.errors import ConfigError
from planner.jobs.growing import grown_from
from planner.loop.filed import chargers_filed
from planner.output.report.writer import report_html
from planner.output.shared.earlier_plan import earlier_lines, grown_marks
from planner.output.webmap.cards import cards
from planner.output.workbook.sites import chargers_sheet, sites_sheet
from planner.pipeline import make_plan
from planner.support.speech import listed
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario


def asked(**plan) -> Scenario:
    return tiny_scenario(plan={"budget_usd": 120_000, "reasons": False, **plan}, demand={"samples": 0})


@pytest.fixture(scope="module")
def old() -> Dossier:
    """A finished plan for 120,000 USD."""
    return make_plan(tiny_city(), asked(), say=silent, quick=True)


@pytest.fixture(scope="module")
def small(old, tmp_path_factory):
    """The folder of that plan."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "plan.json").write_text(old.to_json(), encoding="utf-8")
    return folder


def headed(sheet) -> list[str]:
    return [one.title for one in sheet.headings]


def counted(dossier) -> dict[tuple[str, str], int]:
    return {(row.site_id, row.charger): row.count for row in chargers_filed(dossier).itertuples()}


def test_all_of_the_plan_stays_and_more_money_serves_more(old, small, tmp_path, capsys):
    city, said = tiny_city(), []
    scenario, earlier = grown_from(str(small), asked(budget_usd=300_000), tmp_path, said.append)
    grown = make_plan(city, scenario, say=silent, earlier=earlier, quick=True)
    before, after = counted(old), counted(grown)
    assert all(after.get(key, 0) >= n for key, n in before.items())
    assert grown.scorecard.total_served_kwh > old.scorecard.total_served_kwh
    assert grown.scorecard.cost_usd <= 300_000
    assert f"all {len({site for site, _ in before})} sites of the plan in {small} stay" in said[0]
    (line,) = earlier_lines(grown)
    assert line.startswith(f"This plan grew from the plan in {small.name}, which costs $")
    more = sum(after.values()) - sum(before.values())
    assert (
        f"On top come {more} chargers for ${grown.scorecard.cost_usd - old.scorecard.cost_usd:,.0f}."
        in line.replace("\u202f", ",")
    )
    marks, old_sites = grown_marks(grown), {site for site, _ in before}
    assert {site for site, said in marks.items() if said.startswith("of the earlier plan")} == old_sites
    assert {site for site, said in marks.items() if said == "new"} == {site for site, _ in after} - old_sites
    page = report_html(grown)
    assert line.split(",")[0] in page
    kept = {site for site, said in marks.items() if said == "of the earlier plan"}
    first = [
        str(row.rank)
        for row in grown.sites.sort_values("rank").itertuples()
        if row.status != "existing" and row.site_id not in kept
    ]
    assert f"Of what comes on top of the earlier plan begin with sites {listed(first[:10])}." in page
    assert page.count("(of the earlier plan") == len(old_sites)
    heads, *rows = (list(row) for row in (headed(sites_sheet(grown)), *sites_sheet(grown).rows))
    assert {
        row[heads.index("Site id")] for row in rows if row[heads.index("Earlier plan")] in marks.values()
    } >= old_sites
    orders = chargers_sheet(grown)
    assert {(row[12], row[6]): row[13] for row in orders.rows if row[13]} == before
    assert orders.total[13] == sum(before.values())
    assert "Earlier plan" not in headed(sites_sheet(old))
    assert len(headed(chargers_sheet(old))) == 13
    assert {
        site for site, one in cards(grown).items() if one.get("origin", "").startswith("Of the earlier")
    } == old_sites
    show_briefly(grown, tmp_path)
    assert "This plan grew from the plan in" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("plan", "city", "why"),
    [
        ({"budget_usd": 50_000}, {}, "costs .* and plan.budget_usd, .* is \\$50,?.?000; raise it"),
        ({"budget_usd": 300_000}, {"name": "Elsewhere"}, "a plan of Street, and this configuration is of Elsewhere"),
    ],
    ids=["money", "city"],
)
def test_what_contradicts_it_is_one_line(small, tmp_path, plan, city, why):
    scenario = asked(**plan)
    if city:
        scenario = tiny_scenario(plan=plan, city={"name": city["name"], "country": "KZ", "place": "x"})
    with pytest.raises(ConfigError, match=why):
        grown_from(str(small), scenario, tmp_path, silent)


@pytest.mark.parametrize(
    ("hold", "more", "stays"),
    [
        ("exactly", 0, True),
        ("at_least", 0, True),
        ("exactly", -1, False),
        ("at_least", -1, False),
        ("at_most", 1, False),
    ],
)
def test_what_is_settled_keeps_the_chargers_of_the_plan_or_is_refused(old, small, tmp_path, hold, more, stays):
    settled: dict[str, dict[str, int]] = {}
    for (site, kind), n in counted(old).items():
        settled.setdefault(site, {})[kind] = n
    site, chargers = next(iter(settled.items()))
    kind = next(iter(chargers))
    own = {k: n for k, n in {**chargers, kind: chargers[kind] + more}.items() if n} or {"dc_gbt_60": 1}
    scenario = asked(budget_usd=300_000, locked=[{"site": site, "chargers": own, "hold": hold}])
    if stays:
        grown, _earlier = grown_from(str(small), scenario, tmp_path, silent)
        assert {one.site for one in grown.plan.locked} == set(settled)
    else:
        with pytest.raises(ConfigError, match=r"plan\.locked does not keep"):
            grown_from(str(small), scenario, tmp_path, silent)


def test_phases_and_its_own_folder_are_refused(small, tmp_path):
    steps = [{"year": 2026, "budget_usd": 200_000}, {"year": 2028, "budget_usd": 200_000}]
    phased = asked().model_copy(update={"plan": PlanConfig.model_validate({"phases": steps})})
    with pytest.raises(ConfigError, match=r"take plan\.phases out"):
        grown_from(str(small), phased, tmp_path, silent)
    with pytest.raises(ConfigError, match="would be replaced"):
        grown_from(str(small), asked(budget_usd=300_000), small, silent)
