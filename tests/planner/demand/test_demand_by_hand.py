"""The figures of docs/demand.md are the program's: the city of ten vehicles, the backtest of growth, the three cities."""

from itertools import takewhile

import numpy as np
import pandas as pd
import pytest

from benchmarks.fleets import FLEETS
from benchmarks.growth_backtest import counts_of
from benchmarks.growth_cases import cases, inside, judged
from benchmarks.public_energy import rows_of_city
from geodata.activity import ACTIVITIES, ACTIVITY
from planner.demand.balance import balanced
from planner.demand.estimate import Estimate, estimate_of
from planner.demand.growth import Growth, fit_growth
from planner.demand.occasions import NEEDS, OCCASIONS, Occasion
from planner.demand.profiles import hours_of_fleet
from planner.demand.spans import CENTRAL
from planner.demand.vehicles import FAMILIES
from tests.conftest import ROOT
from tests.fixtures.tiny_city import street, tiny_city, tiny_scenario, zones

PAGE = (ROOT / "docs" / "demand.md").read_text(encoding="utf-8")
CORNERS = {"A": 0, "B": 2, "C": 4}


def table(header: str) -> list[dict[str, str]]:
    """Rows of the table of the page whose header begins so."""
    lines = PAGE.splitlines()
    (start,) = [k for k, line in enumerate(lines) if line.startswith(f"| {header}")]
    names = cells(lines[start])
    return [
        dict(zip(names, cells(line), strict=True))
        for line in takewhile(lambda one: one.startswith("|"), lines[start + 2 :])
    ]


def cells(line: str) -> list[str]:
    return [one.strip() for one in line.strip().strip("|").split("|")]


def number(text: str) -> float:
    return float(text.replace(",", "").replace("%", "").strip())


@pytest.fixture(scope="module")
def ten() -> Estimate:
    """The city of the page, made from its first two tables."""
    land = table("zone | people in flats")
    people = {
        CORNERS[row["zone"]]: int(number(row["people in flats"]) + number(row["people in houses"])) for row in land
    }
    columns = dict(
        zip(["people in flats", "people in houses", "office m²", "shop m²", "bazaar m²"],
            ["flat_people", "house_people", "office_m2", "retail_m2", "bazaar_m2"], strict=True)
    )  # fmt: skip
    amounts = {f"z{CORNERS[row['zone']]}": {ours: number(row[its]) for its, ours in columns.items()} for row in land}
    activity = pd.DataFrame(
        [{"zone_id": zone} | {name: told.get(name, 0.0) for name in ACTIVITIES} for zone, told in amounts.items()]
    )
    fleet = [
        {"vehicle_class": row["class"], "count": number(row["vehicles"]), "port": row["port"]}
        for row in table("class | vehicles")
    ]
    assert sum(row["count"] for row in fleet) == 10
    city = tiny_city(fleet, roads=street(5), zones=zones(people), activity=ACTIVITY.checked(activity, source="page"))
    return estimate_of(city, tiny_scenario(fleet={"temperature_c": -10}, demand={"winter_factor": None}))


def test_the_energy_of_a_vehicle(ten):
    for row in table("class | vehicles"):
        at = ten.fleet.classes.index(row["class"])
        figures = ten.inputs.figures[at]
        assert (figures.daily_km, figures.kwh_per_100km) == (number(row["km a day"]), number(row["kWh/100 km"]))
        assert ten.inputs.winter.central[at] == number(row["winter"])
        assert ten.inputs.kwh_per_vehicle(CENTRAL)[at] == pytest.approx(number(row["kWh a vehicle"]), abs=5e-4)


def test_the_energy_at_public_plugs_by_occasion(ten):
    energy = ten.city_kwh().sum(axis=(1, 2))
    rows = table("class | need")
    for row in rows:
        found = energy[ten.fleet.classes.index(row["class"]), [need.value for need in NEEDS].index(row["need"])]
        assert found == pytest.approx([number(row[one.value]) for one in OCCASIONS], abs=5e-4)
        assert found.sum() == pytest.approx(number(row["kWh"]), abs=5e-4)
    assert sum(number(row["kWh"]) for row in rows) == pytest.approx(energy.sum(), abs=0.01)


def test_what_draws_each_occasion_to_each_zone(ten):
    drawn = ten.attraction.at(CENTRAL)
    for row in table("occasion | A"):
        occasion, _, who = row["occasion"].partition(", ")
        column = ten.attraction.column(Occasion(occasion), who or "taxi")
        shares = drawn[:, column] / drawn[:, column].sum()
        assert shares == pytest.approx([number(row[f"share of {zone}"]) for zone in CORNERS], abs=5e-5)
        if occasion != "en_route":
            assert drawn[:, column] == pytest.approx([number(row[zone]) for zone in CORNERS], abs=0.05)


def test_the_demand_of_the_zones(ten):
    kwh = ten.zone_kwh().sum(axis=3)
    classes = [(f, n) for f in FAMILIES for n in NEEDS]
    for row in table("zone | gbt fast"):
        mine = kwh.sum(axis=0) if row["zone"] == "city" else kwh[list(CORNERS).index(row["zone"])]
        for family, need in classes:
            written = row.get(f"{family.value} {need.value}", "0")
            assert mine[FAMILIES.index(family), NEEDS.index(need)] == pytest.approx(number(written), abs=5e-4)
        assert mine.sum() == pytest.approx(number(row["all"]), abs=5e-4)


def test_the_busiest_hour(ten):
    by_hour = hours_of_fleet(ten.city_kwh().sum(axis=(1, 2, 3)), ten.fleet.classes)
    hour = int(by_hour.argmax())
    assert f"{hour} to {hour + 1} o'clock" in PAGE
    assert f"= {by_hour.max():.3f} kW" in PAGE


def test_the_ends_of_two_assumptions(ten):
    names = {"number of": "stock", "kilometres": "km_taxi"}
    for row in table("assumption | low"):
        (name,) = [ours for its, ours in names.items() if row["assumption"].startswith(its)]
        ends = [ten.city_kwh({name: z}).sum() for z in (-1.0, 1.0)]
        assert ends == pytest.approx([number(row["low"]), number(row["high"])], abs=5e-4)


def test_the_fitted_districts():
    rows = {
        row["district"]: [number(row["shopping"]), number(row["near home"])] for row in table("district | shopping")
    }
    seed, fitted = (np.array([rows[f"{what} {where}"] for where in ("West", "East")]) for what in ("seed", "fitted"))
    assert balanced(seed, np.array([50.0, 50.0]), np.array([90.0, 10.0])).table == pytest.approx(fitted, abs=5e-4)


def test_the_backtest_of_growth():
    known, later, ceiling = counts_of("KZ")
    counted, *curves = table("curve | misses")
    assert [counted[day] for day, _, _ in later] == [f"{one.vehicles:,.0f}" for _, one, _ in later]
    assert [row["curve"] for row in curves] == [kind.value for kind in Growth]
    for row in curves:
        trend = fit_growth(known, Growth(row["curve"]), ceiling)
        assert f"{trend.error:.0%}".replace("%", " %") == row["misses at the fitted counts"]
        for day, one, _ in later:
            assert trend.at(one.when) == pytest.approx(number(row[day]), rel=2e-3)


def test_the_advice_follows_from_the_backtest():
    known, later, ceiling = counts_of("KZ")
    missed = {
        kind: [abs(fit_growth(known, kind, ceiling).at(one.when) / one.vehicles - 1) for _, one, _ in later]
        for kind in Growth
    }
    for k in range(1, len(later)):
        assert min(Growth, key=lambda kind: missed[kind][k]) is Growth.LINEAR
    assert min(Growth, key=lambda kind: missed[kind][0]) is Growth.BASS


def test_the_errors_a_year_ahead():
    asked = cases()
    found = judged(asked)
    rows = table("way | median error")
    assert [row["way"] for row in rows] == list(found)
    for row in rows:
        one = found[row["way"]]
        assert number(row["median error"]) == round(100 * one["median_error"])
        assert number(row["of the cases that all can answer"]) == round(100 * one["common_median_error"])
    assert "held in {} of {} cases".format(*inside(asked)) in PAGE


@pytest.mark.parametrize("city", FLEETS)
def test_the_totals_of_real_cities(city):
    written = [row for row in table("city | fleet") if row["city"] == city]
    found = rows_of_city(city, 1000, 0)
    assert [(row["fleet"], number(row["°C"])) for row in written] == [(one.fleet, one.temperature_c) for one in found]
    for row, one in zip(written, found, strict=True):
        kwh, _, rest = row["kWh a day (p10 to p90)"].partition(" (")
        low, _, high = rest.rstrip(")").partition(" to ")
        assert number(kwh) == pytest.approx(one.kwh, abs=0.5)
        assert [number(low), number(high)] == pytest.approx([one.p10, one.p90], rel=0.01)
        assert number(row["kWh a vehicle"]) == pytest.approx(one.kwh_per_vehicle, abs=0.05)
        assert number(row["average kW"]) == pytest.approx(one.average_kw, abs=0.5)
        busy, _, ends = row["guns busy (p10 to p90)"].partition(" (")
        assert number(busy) == pytest.approx(100 * one.busy, abs=0.51)
        assert [number(end) for end in ends.rstrip(")").split(" to ")] == pytest.approx(
            [100 * one.busy_p10, 100 * one.busy_p90], abs=1.0
        )
