"""Growth curves judged by what came after: fitted to Kazakhstan's cars counted to the end of 2023, asked for 2024 and 2025."""

import re
import sys
import time
from argparse import ArgumentParser, Namespace

from benchmarks.growth_cases import CAR_SHARE, cases, inside, judged
from benchmarks.measure import Result, peak_mb
from planner.catalogue.facts import fact_rows
from planner.demand.growth import Count, Growth, fit_growth

KNOWN_TO = 2024.0
"""Counts before this date are fitted; those after it are what the curves are asked for."""


def arguments(parser: ArgumentParser) -> None:
    """Take no options: the counts are those of the facts, and nothing may be tuned."""
    parser.set_defaults(country="KZ")


def run(asked: Namespace) -> Result:
    """Fit every curve and print its errors, then those of all ways a year ahead in four countries; `value` is the best curve's figure for the last count and `bound` that count."""
    start, cpu = time.perf_counter(), time.process_time()
    known, later, ceiling = counts_of(asked.country)
    curves = {kind.value: _curve(known, later, kind, ceiling) for kind in Growth}
    print(_table(curves, later), file=sys.stderr)
    rolling = cases()
    ahead, (hits, of) = judged(rolling), inside(rolling)
    print(_ahead(ahead, len(rolling), hits, of), file=sys.stderr)
    best = min(curves, key=lambda name: abs(curves[name]["errors"][-1]))
    return Result(
        value=curves[best]["predicted"][-1],
        bound=later[-1][1].vehicles,
        status=f"nearest: {best}",
        cpu_s=time.process_time() - cpu,
        wall_s=time.perf_counter() - start,
        peak_mb=peak_mb(),
        more={
            "fitted_to": [[round(one.when, 3), one.vehicles] for one in known],
            "asked_for": [[day, one.vehicles, what] for day, one, what in later],
            "ceiling": ceiling,
            "curves": curves,
            "a_year_ahead": {"cases": len(rolling), "inside_the_peers_band": [hits, of], "ways": ahead},
        },
    )


def counts_of(country: str) -> tuple[list[Count], list[tuple[str, Count, str]], float]:
    """Counts to fit; dates, counts and kinds to predict (cars, or all vehicles where cars alone are not known); all cars registered."""
    rows = [row for row in fact_rows("fleet_by_country") if (row["country"], row["scope"]) == (country, "country")]
    stock: dict[str, tuple[float, str]] = {}
    for row in rows:
        dated = re.fullmatch(r"\d{4}-\d{2}-\d{2}", row["date"])
        if row["metric"] == "ev_stock" and dated and row["vehicle_class"] in ("all", "car"):
            cars = row["vehicle_class"] == "car"
            if cars or row["date"] not in stock:
                stock[row["date"]] = (float(row["value"]), "cars" if cars else "all vehicles")
    dated_counts = [(day, Count(_years(day), vehicles), what) for day, (vehicles, what) in sorted(stock.items())]
    known = [one for _, one, what in dated_counts if one.when < KNOWN_TO and what == "cars"]
    parc = next(float(row["value"]) for row in rows if row["metric"] == "vehicle_stock")
    return known, [one for one in dated_counts if one[1].when >= KNOWN_TO], parc * CAR_SHARE


def _years(day: str) -> float:
    """Date in years, as `planner.catalogue.facts.dated_stock` reckons it."""
    return int(day[:4]) + (int(day[5:7]) - 1) / 12


def _curve(known: list[Count], later: list[tuple[str, Count, str]], kind: Growth, ceiling: float) -> dict[str, object]:
    trend = fit_growth(known, kind, ceiling)
    predicted = [trend.at(one.when) for _, one, _ in later]
    errors = [found / one.vehicles - 1.0 for found, (_, one, _) in zip(predicted, later, strict=True)]
    return {"fit_error": trend.error, "predicted": predicted, "errors": errors}


def _table(curves: dict[str, dict[str, object]], later: list[tuple[str, Count, str]]) -> str:
    head = " ".join(f"{day:>22}" for day, _, _ in later)
    lines = [
        f"{'curve':<12} {'fit':>7} {head}",
        f"{'counted':<12} {'':>7} " + " ".join(f"{one.vehicles:>22,.0f}" for _, one, _ in later),
    ]
    for name, curve in curves.items():
        cells = [f"{p:>13,.0f} {e:>+8.0%}" for p, e in zip(curve["predicted"], curve["errors"], strict=True)]
        lines.append(f"{name:<12} {curve['fit_error']:>7.0%} " + " ".join(cells))
    return "\n".join(lines)


def _ahead(ways: dict[str, dict[str, float | int]], number: int, hits: int, of: int) -> str:
    lines = [f"a year ahead, {number} cases of four countries: median error (cases); of those that all ways can answer"]
    lines += [
        f"{name:<12} {one['median_error']:>6.0%} ({one['cases']}) {one['common_median_error']:>6.0%} ({one['common_cases']})"
        for name, one in ways.items()
    ]
    return "\n".join([*lines, f"inside the band of the peers (an outlook): {hits} of {of}"])
