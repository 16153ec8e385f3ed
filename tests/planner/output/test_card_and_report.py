"""What a card of the map and the report say of one thing is one figure, and what a reader is told is in his words."""

import dataclasses
from types import SimpleNamespace

import pytest

from geodata.connectors import Connector, PortFamily
from planner.audit.scorecard import NO_DISTRICT
from planner.dossier.baseline import ALL
from planner.output.report.certainty import sentences
from planner.output.report.duties import FIRST
from planner.output.report.norms_then import with_plan
from planner.output.report.sites_in_full import full_rows
from planner.output.report.writer import report_html
from planner.output.shared.city_name import city_name, city_of_check
from planner.output.shared.fact_tables import fact_table
from planner.output.shared.places import zone_titles
from planner.output.shared.proof_words import gap_percent, verdict
from planner.output.shared.sites_table import mapping_in
from planner.output.webmap.cards import cards
from planner.output.webmap.layers import demand_classes, zones
from planner.output.webmap.writer import map_html
from planner.output.workbook.about import about_sheet
from planner.proofs import Status
from planner.support.resources import configs_dir
from planner.support.speech import LANGUAGES, speaking
from tests.fixtures.dossier_fixture import make_dossier
from tests.fixtures.promise_bands import PROMISE_BANDS
from tests.fixtures.ranked_row import ranked_row


def test_the_numbers_a_site_may_have_and_what_is_lost_without_it_are_the_same_on_its_card_and_in_the_report():
    dossier = make_dossier()
    built = dossier.sites[dossier.sites["status"] != "existing"]
    sites = [
        {**ranked_row(at + 1, "full"), "site_id": site, "rank_p10": at + 1, "rank_p90": at + 9, "marginal_kwh": 100.0 + at}
        for at, site in enumerate(built["site_id"])
    ]  # fmt: skip
    dossier = dataclasses.replace(dossier, studies={"reasons": {"samples": 40, "sites": sites}})
    shown, told = cards(dossier), full_rows(dossier, {}, {})
    by_rank = {int(rank): site for rank, site in zip(built["rank"], built["site_id"], strict=True)}
    for one in told:
        card = shown[by_rank[one.rank]]
        assert one.span == "{} to {}".format(*card["span"])
        assert one.lost == card["lost"]


def test_who_is_told_to_begin_with_the_first_sites_is_told_which_later_ones_may_be_as_good():
    dossier = make_dossier()
    built = dossier.sites[dossier.sites["status"] != "existing"].sort_values("rank")
    caution = "Draws of the assumed figures do not tell site"

    def page(unsure, years=()):
        sites = [
            {**ranked_row(at, "full"), "site_id": site, "rank_p10": 4, "rank_p90": 31}
            | ({"alike_later": 7, "alike_to": 40} if at in unsure else {})
            for at, site in enumerate(built["site_id"], 1)
        ]
        table = dossier.sites.copy()
        for rank, year in enumerate(years, 1):
            table.loc[table["rank"] == rank, "build_year"] = year
        return report_html(
            dataclasses.replace(dossier, sites=table, studies={"reasons": {"samples": 40, "sites": sites}})
        )

    last = min(FIRST, len(built))
    assert last > 2
    told = f"{caution} {last} from 7 of the sites behind it, the last of them number 40"
    unsure = page({last})
    begin = unsure.index("Begin with the sites")
    step = unsure[begin : unsure.index("</li>", begin)]
    assert f"any of 7 sites behind them, the last of them number 40, may do as well as number {last}" in step
    assert step.count(".") == 1, "one sentence that takes nothing back"
    assert told in unsure[: unsure.index('id="gains"')], "and below the list of sites"
    assert "own number is that of the plan" in unsure, "which may lie outside 4 to 31"
    assert caution not in page(set(range(1, last))), "of the last of them alone"
    years = [2026, 2026, *[2027] * (len(built) - 2)]
    assert caution not in page({last}, years), "sites of a later year are not what one begins with"
    later = page({2}, years)
    assert f"{caution} 2 from 7 of the sites" in later
    assert "may do as well as number 2" in later, "steps and list ask of the same site"


def test_a_figure_told_with_at_least_is_rounded_down_wherever_the_report_has_it():
    page = report_html(dataclasses.replace(make_dossier(), studies={"bands": PROMISE_BANDS}))
    assert page.count("17\u202f999") >= 3
    assert "18\u202f000" not in page


def test_every_zone_on_the_map_has_its_name_beside_its_drives():
    dossier = make_dossier()
    assert dossier.surroundings["drives"]
    called = zone_titles(dossier)
    for one in zones(dossier, demand_classes(dossier))["features"]:
        told = one["properties"]
        assert (told["t"], len(told["a"])) == (called[told["id"]], len(told["b"]))


def test_the_map_of_a_city_without_districts_offers_none():
    dossier = make_dossier()
    card = dataclasses.replace(dossier.scorecard, district_demand_kwh={NO_DISTRICT: dossier.scorecard.total_demand_kwh})
    without = dataclasses.replace(dossier, districts=dossier.districts.iloc[:0], scorecard=card)
    assert '"id":"districts"' in map_html(dossier)
    assert '"id":"districts"' not in map_html(without)


def test_the_gap_is_the_same_in_the_verdict_and_where_the_report_says_how_sure_the_plan_is():
    dossier = make_dossier()
    proof = dataclasses.replace(dossier.proof, value=10_703.57, bound=10_736.25, stopped="gap", status=Status.OPTIMAL)
    for code in LANGUAGES:
        with speaking(code):
            gap = gap_percent(proof.gap)
            assert gap in verdict(proof)
            assert gap in sentences(dataclasses.replace(dossier, proof=proof))[-1]


@pytest.mark.parametrize("family", [*PortFamily, ALL])
def test_a_family_has_after_the_plan_what_stands_and_what_is_built_with_its_plugs(family):
    dossier = make_dossier()
    now = {"family": family, "power_kw": 100.0, "guns": 4, "stations": 2, "vehicles": 1_000.0, "bev": 800.0}
    then = with_plan(dossier, now)
    fits = [
        float(one["power_kw"]) * one["count"]
        for cell in dossier.sites["chargers"]
        for one in (cell if isinstance(cell, list | tuple) else ())
        if not one.get("words")
        and (family == ALL or any(Connector.named(name).family == family for name in mapping_in(one["connectors"])))
    ]
    assert then["power_kw"] == pytest.approx(100.0 + sum(fits))
    assert (then["guns"] > 4, then["stations"] >= 2) == (bool(fits), True)
    assert then["kw_per_bev"] == pytest.approx(then["power_kw"] / 800.0)


def test_a_city_is_called_as_its_map_has_it_in_the_letters_of_the_reader():
    dossier = make_dossier()
    place = {"kind": "city", "name": "Алматы", "weight": 9e6, "at": [76.9, 43.2]}
    known = {**dossier.backdrop, "places": [place], "names": {"Алматы": {"uz": "Olmaota"}}}
    dossier = dataclasses.replace(dossier, city="Almaty", backdrop=known)
    assert city_name(dossier) == "Almaty"
    said = {}
    for code in ("ru", "uz"):
        with speaking(code):
            said[code] = city_name(dossier)
            assert said[code] in [row[1] for row in about_sheet(dossier).rows], "in the workbook too"
            assert city_name(dataclasses.replace(dossier, city="Sarytau")) == "Sarytau"
    assert said == {"ru": "Алматы", "uz": "Olmaota"}


def test_tables_of_facts_have_names_in_the_language_of_the_reader():
    tables = {path.stem for path in (configs_dir() / "facts").glob("*.csv")}
    assert {one: fact_table(one) for one in tables} == {one: one.replace("_", " ") for one in tables}
    with speaking("ru"):
        assert [one for one in tables if fact_table(one).isascii()] == []
        assert fact_table("winter_penalty") == "зимний расход"
        assert fact_table("my_table") == "my table"


def test_a_check_and_a_comparison_call_the_city_as_the_map_does():
    dossier = make_dossier()
    place = {"kind": "city", "name": "Алматы", "weight": 9e6, "at": [76.9, 43.2]}
    dossier = dataclasses.replace(dossier, city="Almaty", backdrop={**dossier.backdrop, "places": [place], "names": {}})
    seen = SimpleNamespace(today=dossier, city=SimpleNamespace(name="Almaty"))
    with speaking("ru"):
        assert city_of_check(seen) == "Алматы"
        assert city_of_check(SimpleNamespace(today=None, city=seen.city)) == "Almaty"
