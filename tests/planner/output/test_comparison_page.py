"""The page of a comparison and the map of its sites, from the plain dict: every part that it knows of, escaped, or left out."""

import base64
import dataclasses
import hashlib
import html
import re

import pytest

from planner.output.comparison.balance import balance_table
from planner.output.comparison.frames import maps_of
from planner.output.comparison.further import coming_tables, tariff_tables
from planner.output.comparison.headline import balance_sentences, comparison_headline
from planner.output.comparison.page import comparison_html, sections, write_pages
from planner.output.comparison.tables import built_rows
from planner.output.comparison.verdicts import rings_of, verdict_map
from planner.output.report.writer import report_html
from tests.fixtures.comparison_fixture import DEMAND, PLANS, WORLDS, alone, told, without_hedge
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier
from tests.fixtures.promise_bands import PROMISE_BANDS
from tests.fixtures.pseudo_language import outside_of_page, pseudo_language


@pytest.fixture(scope="module")
def dossiers():
    return {plan: make_dossier(side=4, roads=6, mix=plan) for plan in PLANS}


def headings(page):
    return re.findall(r'<h2 id="(\w+)">', page)


def plain(page):
    return html.unescape(re.sub(r"<[^>]+>", " ", re.sub(r"<(style|script)>.*?</\1>", " ", page, flags=re.DOTALL)))


def test_the_page_of_a_whole_comparison_has_every_part_that_it_knows_of(dossiers):
    page = comparison_html(told(), dossiers)
    assert headings(page) == [key for key in sections() if key not in ("balance", "coming", "tariff")]
    text = plain(page).replace("\u202f", " ")
    for said in (
        "53 %",
        "is lost if we build for CCS2-heavy and GB/T-heavy comes",
        "Вокзальный",
        "$731 000",
        "target: 5.0 %",
    ):
        assert said in text


def test_the_headline_says_of_which_world_its_figure_is_and_where_the_plan_serves_less(dossiers):
    def quoted(**shares):
        sampled = dataclasses.replace(dossiers["hedged"], studies={"bands": PROMISE_BANDS})
        kwh = {world: share * sum(DEMAND[world].values()) for world, share in shares.items()}
        return comparison_headline(told(energy=told()["energy"] | {"hedged": kwh}), {"hedged": sampled})[0]

    alike = quoted(**dict.fromkeys(WORLDS, 0.3))
    assert "That is worked out for CCS2-heavy; by the model the plan serves no smaller share" in alike
    less = quoted(ccs2_heavy=0.32, balanced=0.4, gbt_heavy=0.16)
    assert "it serves least if GB/T-heavy comes: 16.0\u202f% of the demand, where it is 32.0\u202f% here." in less
    assert quoted(ccs2_heavy=0.3).endswith("That is worked out for CCS2-heavy alone.")


def test_a_name_that_ends_in_a_full_stop_gets_no_second_one(dossiers, monkeypatch):
    one = dossiers["hedged"]
    first = str(one.sites.loc[one.sites["status"] != "existing", "site_id"].iloc[0])
    dotted = dict.fromkeys(one.sites["site_id"].astype(str), "car park near Аль-Фараби прс.")
    monkeypatch.setattr("planner.output.comparison.headline.titles", lambda _dossier: dotted)
    said = comparison_headline(told(no_regret_sites=[first]), dossiers)[-1]
    assert said == "Begin with sites that every world wants: 1. car park near Аль-Фараби прс."


def test_what_the_balance_costs_in_the_plan_to_build_stands_under_the_headline(dossiers):
    missed = dataclasses.replace(
        dossiers["hedged"],
        studies={"plug_balance": {"share": 0.75, "missed": "Not kept.", "withheld_share": None, "families": []}},
    )
    data = told()
    assert balance_sentences(data, {**dossiers, "hedged": missed}) == ["Not kept."]
    assert '<p class="lead">Not kept.</p>' in comparison_html(data, {**dossiers, "hedged": missed})
    by_world = {**data, "imbalance": {"hedged": {"gbt_heavy": "CCS2 is served less."}}}
    page = comparison_html(by_world, {**dossiers, "hedged": missed})
    assert page.count("It does not keep the balance of plugs if") == 1
    assert '<p class="lead">Not kept.</p>' not in page, "said once"


def test_the_balance_of_plugs_is_laid_side_by_side_with_its_price(dossiers):
    family = {"family": "gbt", "need": "fast", "demand_kwh": 100.0, "served_kwh": 24.0, "share": 0.24, "large": True}
    small = {**family, "family": "nacs", "large": False}
    found = {
        "share": 0.75,
        "large_from": 0.1,
        "families": [family, small],
        "withheld_kwh": 0.0,
        "withheld_share": 0.0,
        "why": "",
    }
    price = {"served_less_share": 0.038, "proven": True}
    first, second = PLANS[:2]
    data = {
        **told(),
        "plug_balance": {first: found, second: {**found, "share": 0.0, "families": [{**family, "family": "ccs2"}]}},
        "balance_price": {first: {"price": price}, second: {"price": {**price, "proven": False}}},
    }
    table = balance_table(data, dossiers)
    assert table is not None
    assert [one.id for one in table["plans"]] == [first, second]
    assert [(row["name"], row["cells"]) for row in table["rows"]] == [
        ("Balance asked", ["0.75", "0"]),
        ("GB/T, fast: served", ["24.0\u202f%", "–"]),
        ("CCS2 / Type 2, fast: served", ["–", "24.0\u202f%"]),
        ("The balance costs of the energy, about", ["3.8\u202f%", "3.8\u202f% (within the gaps)"]),
    ]
    page = comparison_html(data, dossiers)
    assert "balance" in headings(page)
    assert "against a quick plan without any balance" in plain(page)
    assert balance_table(told(), dossiers) is None


def test_the_warnings_of_the_reports_stand_on_the_page_that_a_council_reads_alone(dossiers):
    said = {"what": "", "found": "", "expected": "", "severity": "warning"}
    old_map = {**said, "key": "map", "sentence": "the map is of 2012 <b>; give a newer one as [sites]."}
    told_of = {plan: dataclasses.replace(one, reality=[old_map]) for plan, one in dossiers.items()}
    first, others = PLANS[0], len(PLANS) - 1
    taxis = {**said, "key": "taxis", "sentence": "no taxis are counted."}
    told_of[first] = dataclasses.replace(told_of[first], reality=[old_map, taxis])
    page = comparison_html(told(), told_of)
    notes = re.findall(r'<p class="note">(.*?)</p>', page)
    assert notes[0] == "Warning: the map is of 2012 &lt;b&gt;.", (
        "once, of all plans, and without a key of the configuration"
    )
    [of_one] = notes[1:]
    assert "</span>: " in of_one, "the label is no part of the sentence"
    assert of_one.endswith("Warning: no taxis are counted.")
    assert of_one.count('class="named"') == 1 < others, "which plan it is true of"
    assert html.unescape(notes[0]) in html.unescape(report_html(told_of[first])), "in the words of the report"
    assert 'class="note"' not in comparison_html(told(), dossiers)


def test_the_page_of_one_world_has_no_matrix_and_no_cards(dossiers):
    page = comparison_html(alone(), dossiers)
    assert {"matrix", "flexibility"}.isdisjoint(headings(page))
    assert 'class="cards"' not in page
    assert "no_regret.html" not in page
    assert "CCS2-heavy alone was planned for" in page


def test_without_a_hedged_plan_the_page_says_why_and_shows_the_rest(dossiers):
    page = comparison_html(without_hedge("the budgets differ"), dossiers)
    assert "There is no hedged plan: the budgets differ." in page
    assert "hedged/map.html" not in page
    assert "matrix" in headings(page)


def test_plans_that_aim_at_something_else_than_energy_stand_side_by_side_without_losses(dossiers):
    nothing = {plan: dict.fromkeys(WORLDS) for plan in WORLDS}
    whole = without_hedge("hedging is for plans of the most energy built all at once")
    whole |= {
        "regret": nothing,
        "value": nothing,
        "undecidable": nothing,
        "max_regret": dict.fromkeys(WORLDS),
        "best": dict.fromkeys(WORLDS),
    }
    page = comparison_html(whole, dossiers)
    assert "matrix" not in headings(page)
    assert "hedging is for plans of the most energy" in page
    assert {"maps", "served", "built", "proofs"} <= set(headings(page))


def test_the_page_allows_its_own_script_alone(dossiers):
    page = comparison_html(told(), dossiers)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    assert len(scripts) == 1
    digest = base64.b64encode(hashlib.sha256(scripts[0].encode()).digest()).decode()
    assert policy.startswith("default-src 'none'")
    assert f"script-src 'sha256-{digest}'" in policy
    assert not re.search(r'(src|href)="(https?:)?//', page)


def test_everything_from_data_is_escaped(dossiers):
    evil = HOSTILE[0]
    hostile = told(
        labels=told()["labels"] | {"balanced": evil},
        notes=dict.fromkeys(WORLDS, HOSTILE[4]),
        changes={key: [HOSTILE[7]] for key in WORLDS},
        left_out=[{"world": HOSTILE[4], "why": evil}],
        resumed=[evil],
        breaks={"balanced": {"ccs2_heavy": evil}},
        apart={},
    )
    page = comparison_html(hostile, dossiers)
    assert page.count("<script>") == 1
    assert "<img src=x" not in page
    assert html.escape(evil, quote=False) in page.replace("&#39;", "'").replace("&#34;", '"')


def test_what_each_plan_builds_is_told_charger_by_charger(dossiers):
    """Which cabinets of two standards a plan buys stood in its own report alone."""
    sites = dossiers["hedged"].sites.copy()
    pooled = {
        "type": "dc_dual_120_4cable",
        "count": 2,
        "power_kw": 120.0,
        "connectors": {"IEC_62196_T2_COMBO": 4, "GBT_DC": 4},
    }
    at = sites.index[sites["status"] == "proposed"][:2]
    sites["chargers"] = [[pooled] if one in at else [] for one in sites.index]
    named_by_plan = {**dossiers, "hedged": dataclasses.replace(dossiers["hedged"], sites=sites)}
    rows = {row["name"]: row["cells"] for row in built_rows(told(), named_by_plan)}
    [name] = [name for name in rows if "CCS2" in name and "GB/T" in name and "DC 120" in name and rows[name][-1] == "4"]
    assert rows[name][:-1].count("0") == len(PLANS) - 1
    page = plain(comparison_html(told(), named_by_plan))
    assert name in page


def test_what_the_hedged_plan_serves_is_told_from_its_least_to_its_most(dossiers):
    page = comparison_html(told(), dossiers)
    assert "Served in its own world" in page
    assert "57\u202f% to 76\u202f%, by world" in page


def test_maps_stand_side_by_side_and_wrap(dossiers):
    shown = maps_of(told(), dossiers)
    assert [one["address"] for one in shown["first_maps"]] == ["no_regret.html", "hedged/map.html"]
    assert [one["address"] for one in shown["maps"]] == [f"{world}/map.html" for world in WORLDS]
    assert shown["map_columns"] == 3
    eight = [f"w{number}" for number in range(8)]
    many = maps_of({"mixes": eight, "plans": eight}, dict.fromkeys(eight, dossiers["hedged"]))
    assert many["map_columns"] == 4
    assert many["lazy"]


def test_sites_are_ringed_by_who_wants_them(dossiers):
    rings = rings_of(told(), dossiers["balanced"])
    assert [kind for *_, kind in rings].count("all") == 7
    assert [kind for *_, kind in rings].count("one") == 4


def test_the_map_of_sites_tells_who_wants_each_and_what_each_plan_builds(dossiers):
    shown = verdict_map(told(), dossiers)
    kinds = {one.site_id: one for one in shown.verdicts}
    assert kinds["osm-w102"].words == "chosen in every world compared"
    assert kinds["osm-w110"].words == "wanted by GB/T-heavy alone"
    assert kinds["osm-w110"].badge == "C"
    assert kinds["osm-w113"].kind == "some"
    assert [plan for plan, _ in kinds["osm-w102"].built] == ["CCS2-heavy", "Balanced", "GB/T-heavy", "The hedged plan"]
    assert next(words.replace("\u202f", " ") for _, words in shown.keys) == "chosen in every world compared (7)"


def test_both_pages_are_written_and_the_map_only_where_sites_differ(dossiers, tmp_path):
    assert write_pages(told(), dossiers, tmp_path) == ("comparison.html", "no_regret.html")
    assert "evplan.lazy('verdicts'" in (tmp_path / "no_regret.html").read_text(encoding="utf-8")
    assert write_pages(told(), dossiers, tmp_path, "ru") == ("comparison.ru.html", "no_regret.ru.html")
    page = (tmp_path / "comparison.ru.html").read_text(encoding="utf-8")
    assert 'src="no_regret.ru.html"' in page
    (tmp_path / "one").mkdir()
    write_pages(alone(), dossiers, tmp_path / "one")
    assert [file.name for file in (tmp_path / "one").iterdir()] == ["comparison.html"]


def test_what_is_coming_is_told_by_plan_with_what_is_assumed_for_it(dossiers):
    sure = {"what": "V2G guns that work", "value": "95%", "source": "catalogue", "confidence": "medium"}
    v2g = {
        "guns": 4,
        "evening_support_kw": 30.4,
        "premium_usd": 12000.0,
        "usd_per_support_kw": 394.7,
        "confidence": "low",
        "assumed": [sure],
    }
    study = {"v2g": v2g}
    with_v2g = {plan: dataclasses.replace(one, studies={"coming": study}) for plan, one in dossiers.items()}
    shown = coming_tables(told(), with_v2g)
    assert [table["title"] for table in shown["tables"]] == ["Cars that help the grid in the evening (V2G)"]
    assert shown["tables"][0]["rows"][1]["cells"] == ["30.4"] * 4
    assert shown["assumed"] == [sure]
    assert coming_tables(told(), dossiers) is None
    page = plain(comparison_html(told(), with_v2g))
    assert "What is coming" in page
    assert "Rests on assumed figures; confidence low." in page


def test_what_plans_earn_is_told_at_the_price_and_under_the_cap(dossiers):
    at = {"revenue_usd": 9e5, "margin_usd": -1e4, "losing_sites": 3, "subsidy_usd": 2e4}
    earns = {"price_usd_kwh": 0.25, "break_even_usd_kwh": 0.21, "cap_usd_kwh": None, "at_price": at, "at_cap": None}
    shown = tariff_tables(told(tariff={"balanced": earns}), dossiers)
    rows = {row["name"]: row["cells"] for row in shown["tables"][0]["rows"]}
    assert rows["Left of a year after energy and cost"] == ["−$10\u202f000"]
    assert rows["Price of a kWh"] == ["$0.250"]
    assert "Cap on the price" not in rows


def test_an_offer_or_a_bet_that_came_to_nothing_says_why(dossiers):
    study = told()["flexibility"]
    study["offers"][1] = {"offer": "chargers of two standards too", "why_not": "the worlds differ in budget"}
    study["recourse"]["balanced"] = {
        "world": "gbt_heavy",
        "regret": 0.25,
        "later_usd": None,
        "at_least_usd": 5e5,
        "why_not": "no plan reaches it",
    }
    text = plain(comparison_html(told(flexibility=study), dossiers))
    assert "the worlds differ in budget" in text
    assert "no plan reaches it; at least $500\u202f000 is proven" in text
    study["recourse"]["balanced"]["at_least_usd"] = 0.0
    text = plain(comparison_html(told(flexibility=study), dossiers))
    assert "no plan reaches it" in text
    assert "at least $0" not in text


def test_every_word_of_the_page_is_a_message_but_names(dossiers):
    whole = told(
        breaks={"balanced": {"ccs2_heavy": "its budget is less"}},
        apart={"gbt_heavy": "another city"},
        left_out=[{"world": "mars", "why": "no such file"}],
        studies_left_out=[{"study": "flexibility", "why": "the user stopped the run"}],
        probabilities={"ccs2_heavy": 0.2, "balanced": 0.3, "gbt_heavy": 0.5},
        resumed=["mars"],
        tariff={
            "balanced": {"price_usd_kwh": 0.25, "cap_usd_kwh": 0.2, "at_price": {"revenue_usd": 9e5}, "at_cap": None}
        },
    )
    names = ["CCS2", "GB/T", "Type 2", "CHAdeMO", "NACS", "CCS1", "Type 1", "DC", "AC", "Tesla", "evplan"]
    names += [*whole["districts"]["hedged"]["balanced"], "mars"]
    for data in (whole, alone(), without_hedge()):
        with pseudo_language():
            page = comparison_html(data, dossiers)
        assert outside_of_page(page, names) == []
        assert 'lang="xx"' in page
