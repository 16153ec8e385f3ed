"""The body of `report.html`, for the council: drawings, one list of sites, words of the trade, and whole for every plan."""

import dataclasses
import re
from html import unescape

import geopandas as gpd
import pytest
from shapely.geometry import LineString, Point

from geodata.report import Problem, SourceReport
from geodata.sources.districts import DISTRICT_TABLE
from planner.dossier.dossier import Dossier
from planner.output.report.chains import chains
from planner.output.report.discs import Disc, spread
from planner.output.report.figures import plug_chart
from planner.output.report.lettering import Place, Taken, places
from planner.output.report.svg import Drawing, wide
from planner.output.report.writer import report_html, running_head
from planner.output.shared.plain_words import keyless
from planner.output.shared.reader import written_for
from planner.support.speech import _
from tests.fixtures.demand_fixture import demanded_dossier
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier

LONG = "Очень " * 1_000
TURNED = "\u202egnikrap\u202c \u2067شارع\u2069"


def body(html: str) -> str:
    return html[html.index("<main>") : html.index('<section id="annex"')]


def section(html: str, name: str) -> str:
    return html.split(f'<section id="{name}">', 1)[1].split("</section>", 1)[0]


def built(dossier: Dossier) -> gpd.GeoDataFrame:
    return dossier.sites[dossier.sites["status"] != "existing"]


def test_every_section_of_the_contents_stands_with_its_heading():
    html = report_html(demanded_dossier())
    listed = re.findall(r'<li><a href="#([\w-]+)">(.*?)</a>', html)
    assert len(listed) >= 13
    for name, heading in listed:
        found = re.findall(rf'<section id="{name}"[^>]*>\s*<h2>(.*?)</h2>', html)
        assert found == [heading], name


def test_each_site_stands_once_in_the_list_and_once_on_the_map_by_its_number():
    dossier = make_dossier()
    html = report_html(dossier)
    ranks = sorted(int(rank) for rank in built(dossier)["rank"])
    listed = re.findall(r'<td class="rank">(\d+)</td>', section(html, "built"))
    assert [int(rank) for rank in listed] == ranks
    drawn = re.findall(r'font-weight="700">(\d+)</text>', section(html, "map"))
    assert sorted(int(rank) for rank in drawn) == ranks


def test_every_drawing_has_a_title_and_a_description_of_its_own():
    html = report_html(demanded_dossier())
    drawings = re.findall(r"<svg .*?</svg>", body(html), flags=re.DOTALL)
    assert len(drawings) >= 4
    for one in drawings:
        (labels,) = re.findall(r'role="img" aria-labelledby="([\w-]+) ([\w-]+)"', one)
        for label, tag in zip(labels, ("title", "desc"), strict=True):
            (told,) = re.findall(rf'<{tag} id="{label}">(.*?)</{tag}>', one)
            assert told.strip(), label
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids)), "ids of a page are its own"


def test_the_body_speaks_of_chargers_and_not_of_keys_or_ids():
    dossier = make_dossier()
    text = unescape(re.sub(r"<[^>]+>", " ", body(report_html(dossier))))
    assert "DC 60 kW, one GB/T gun" in text
    assert not re.search(r"dc_|ac_|kWh-worth|\bosm-w|ffff\b|\(none\)|\b(?:plan|grid|sites|fleet)\.[a-z]+_", text)


def test_no_table_is_empty_and_every_head_says_what_it_heads():
    html = report_html(demanded_dossier())
    for table in re.findall(r"<table.*?</table>", html, flags=re.DOTALL):
        assert "<tbody>" in table
        assert "<td" in table.split("<tbody>")[1], table[:200]
        assert re.findall(r"<th(?! scope=)(?![a-z])[^>]*>", table) == []


def without_sites(dossier: Dossier) -> Dossier:
    return dataclasses.replace(dossier, sites=dossier.sites.iloc[:0], scorecard=dossier.do_nothing)


def without_districts(dossier: Dossier) -> Dossier:
    card, nothing = (
        dataclasses.replace(
            one,
            district_demand_kwh={"(none)": one.total_demand_kwh},
            district_served_kwh={"(none)": one.total_served_kwh},
        )
        for one in (dossier.scorecard, dossier.do_nothing)
    )
    sites = dossier.sites.assign(district=None)
    return dataclasses.replace(
        dossier, districts=dossier.districts.iloc[:0], sites=sites, scorecard=card, do_nothing=nothing
    )


def without_streets(dossier: Dossier) -> Dossier:
    return dataclasses.replace(dossier, roads=dossier.roads.assign(name=None))


def with_long_names(dossier: Dossier) -> Dossier:
    sites = dossier.sites.assign(name=LONG)
    return dataclasses.replace(dossier, name=LONG, city=LONG, sites=sites)


def with_turned_names(dossier: Dossier) -> Dossier:
    return dataclasses.replace(dossier, name=TURNED, city=TURNED, sites=dossier.sites.assign(name=TURNED))


def with_one_zone(dossier: Dossier) -> Dossier:
    return dataclasses.replace(dossier, zones=dossier.zones.iloc[5:6])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (without_sites, "There is no map, for nothing is built."),
        (without_districts, "Districts are not compared: the plan knows no outlines of them."),
        (without_streets, "The sites, in the order in which to build"),
        (with_long_names, "…"),
        (with_turned_names, "شارع"),
        (with_one_zone, "How sure this is"),
    ],
)
def test_a_plan_that_lacks_much_has_a_whole_report_that_says_what_is_missing(change, said):
    html = report_html(change(demanded_dossier()))
    assert said in html
    assert html.count("<section") == html.count("</section>") >= 10
    assert LONG[:400] not in html
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html), "marks of direction turn what follows them"
    text = re.sub(r"<[^>]+>", " ", html)
    assert not re.search(r"\bnan\b|\bNone\b|\(none\)", text)


def test_a_hostile_name_cannot_leave_the_style_of_the_margins():
    for name in (*HOSTILE, '"; } body { display: none } /*', "</style><script>1</script>", "\\", "a\nb"):
        style = running_head(name, name)
        texts = re.findall(r'content: "([^"]*)"', style)
        assert re.sub(r'"[^"]*"', "", style).count("{") == running_head("a", "b").count("{")
        assert all(re.fullmatch(r"(?:[A-Za-z0-9 ]|\\[0-9a-f]{6} )*", one) for one in texts)


def test_discs_at_one_place_part_and_stay_in_the_frame():
    discs = [Disc(number, {"gbt_dc": 1}, False, (300.0 + number % 2, 200.0), 10.0) for number in range(1, 13)]
    spread(discs, 680.0, 400.0)
    for at, one in enumerate(discs):
        assert 0 <= one.x <= 680
        assert 0 <= one.y <= 400
        for other in discs[at + 1 :]:
            assert ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5 >= 18.0


def test_a_street_cut_at_its_crossings_is_one_line_again():

    pieces = [LineString([(x, 0), (x + 10, 0)]) for x in range(0, 50, 10)]
    side = [LineString([(20, 0), (20, 30)]), LineString([(20, -30), (20, 0)])]
    found = chains([*pieces, *side])
    assert sorted(round(line.length) for line in found) == [50, 60]


def test_words_of_the_program_leave_texts_and_words_of_a_city_stay():
    assert keyless("full in the peak hour (plan.max_wait_min, plan.wait_probability)") == "full in the peak hour"
    assert keyless("few are known; give their list as [[stations]].") == "few are known."
    assert keyless("размер плана (grid.site_kw; sites.default_bays, bay_share и upgrade_bays).") == "размер плана."
    for name in ("ул. Абая 12", "my_fleet.csv", "St. John's", "Plan B. Cafe"):
        assert keyless(name) == name


def test_only_what_was_really_set_is_given_for_the_plan_and_a_key_amid_a_sentence_is_left():
    """Figures that stand as they do by default were assumed by the planner: nobody gave them."""
    configuration = make_dossier().configuration | {"grid": {"default_site_kw": 250.0}, "sites": {"default_bays": 6}}
    with written_for(dataclasses.replace(make_dossier(), configuration=configuration), "en"):
        assert keyless("grid.default_site_kw") == keyless("[grid] default_site_kw") == "assumed"
        assert keyless("sites.default_bays") == keyless("sites.default_bays, bay_share") == "set for this plan"
        assert keyless("what fleet.growth names") == "what fleet.growth names"
        assert "by set for this plan" not in report_html(make_dossier())


def test_a_district_is_named_elsewhere_within_its_borders_where_discs_stand_all_about_its_middle():
    drawing, taken = Drawing("", 680.0, 400.0, "", ""), Taken()
    taken.take((100.0, 100.0, 300.0, 300.0))
    middle, corner = (200.0, 200.0), (200.0, 360.0)
    places(drawing, [Place("Алмалинский район", *middle, 11.5, "#000", others=(middle, corner))], taken, 30)
    assert "Алмалинский район" in drawing.markup()
    assert 'y="360"' in drawing.markup()


def test_a_site_that_lies_at_the_pole_is_told_without_a_map():
    dossier = make_dossier()
    sites = dossier.sites.set_geometry([Point(10.0, 89.9)] * len(dossier.sites), crs=dossier.sites.crs)
    html = report_html(dataclasses.replace(dossier, sites=sites))
    assert "the places of the sites cannot be laid on one" in section(html, "map")


def test_the_operator_of_a_station_that_is_extended_is_asked():
    dossier = make_dossier()
    grown = dossier.sites[dossier.sites["status"] == "upgrade"].sort_values("rank")
    stations = dossier.stations.table.head(1).assign(
        station_id=grown["ocpi_station_id"].iloc[0], updated="2019-05-02T10:00:00Z"
    )
    dated = dataclasses.replace(dossier, stations=dataclasses.replace(dossier.stations, table=stations))
    steps = re.findall(r"Ask the operators? of [^<]*", unescape(report_html(dated)))
    assert len(steps) == 1, steps
    assert steps[0].startswith(
        f"Ask the operators of {len(grown)} standing stations whether they are still there and may"
    )
    assert steps[0].count("record of") == 1
    assert "record of 2019-05-02)" in steps[0]
    without = dossier.sites.assign(status=dossier.sites["status"].replace("upgrade", "proposed"))
    assert "Ask the operator" not in report_html(dataclasses.replace(dossier, sites=without))


@pytest.mark.parametrize(
    ("label", "ems"),
    [
        ("энергия в батарее на каждый кВт·ч у разъёма, быстро / медленно", 35.3),
        ("пробег в день легковых автомобилей, фургонов и автобусов", 32.3),
        ("по нижнему значению", 11.9),
        ("kilometres a day of cars, vans and buses", 20.5),
    ],
)
def test_room_is_left_for_a_label_in_a_wide_font(label, ems):
    assert ems * 0.99 <= wide(label, 1.0) <= ems * 1.1, "measured in DejaVu Sans"


def test_a_district_table_that_meets_no_outline_is_told_with_what_to_do():
    """Eight names in Latin beside outlines in Cyrillic: all are dropped, and nobody looks for that among the sources."""
    table = SourceReport("data/official.csv", DISTRICT_TABLE, 8, 0, dropped=8)
    dossier = dataclasses.replace(make_dossier(), sources=(table,))
    told = unescape(section(report_html(dossier), "built"))
    assert "None of the 8 rows of the district table official.csv could be used" in told
    assert "Its districts are called window.hacked = 2 window.hacked = 3 and Медеу" in told, "hostile names are inert"
    without = dataclasses.replace(dossier, districts=dossier.districts.iloc[:0])
    told = unescape(section(report_html(without), "built"))
    assert "no outlines of districts are known. Give a layer of them in city.districts" in told
    matched = dataclasses.replace(dossier, sources=(dataclasses.replace(table, kept=8, dropped=0),))
    assert "could be used" not in section(report_html(matched), "built")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_annex_calls_sites_and_zones_by_name_where_the_planner_made_their_ids(language):
    dossier = demanded_dossier()
    site, zone, drawn = "osm-n450581223", "8820e601a5fffff", "drawn-43.12850-77.08000"
    old = built(dossier)["site_id"].iloc[0]
    sites, zones = dossier.sites.copy(), dossier.zones.copy()
    number = int(sites.loc[sites["site_id"] == old, "rank"].iloc[0])
    sites.loc[sites["site_id"] == old, "site_id"] = site
    zones.iloc[0, zones.columns.get_loc("zone_id")] = zone
    problems = [
        Problem(_("{what} {name}", what=_("zone"), name=zone), _("1 423 m from the nearest road"), "laid there"),
        Problem(_("{what} {name}", what=_("site"), name=site), "full", "kept"),
        Problem("n7", "a park", f"merged into {drawn}, of which nobody knows a name"),
    ]
    dossier = dataclasses.replace(
        dossier, sites=sites, zones=zones, sources=(dataclasses.replace(dossier.sources[0], problems=problems),)
    )
    with written_for(dossier, language):
        html = unescape(report_html(dossier))
    data = html.split('id="annex-data"', 1)[1].split("</section>", 1)[0]
    assert zone not in data
    assert re.search(r"(zone|зона) “?«?\w", data)
    assert site not in data
    assert re.search(rf"(site|площадка) {number}, [“«]", data)
    assert drawn in data, "no phrase is known"


@pytest.mark.parametrize("language", ["en", "ru", "kk", "tg"])
def test_bars_and_all_their_words_are_drawn_within_the_width_of_a_phone(language):
    dossier = demanded_dossier()
    with written_for(dossier, language):
        drawn = str(plug_chart(dossier))
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', drawn)[1])
    assert width <= 400, "letters of 11 units stay above 9 pixels on a phone of 360"
    words = re.findall(r'<text x="([\d.]+)"[^>]*?(text-anchor="end")?[^>]*>([^<]*)</text>', drawn)
    assert len(words) > 4
    for x, end, said in words:
        assert end or float(x) + wide(unescape(said), 10.5) <= width, said
