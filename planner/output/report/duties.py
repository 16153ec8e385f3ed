"""What others are asked and what follows: power from the network operator, norms met or missed, next steps. Plain text: the template escapes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from planner.catalogue.charger_names import power_figure
from planner.catalogue.norms import Norm
from planner.dossier.baseline import ALL
from planner.dossier.dossier import Dossier
from planner.output.report.built import Site
from planner.output.report.norms_then import with_plan
from planner.output.shared import reality
from planner.output.shared.earlier_plan import kept_sites
from planner.output.shared.naming import inert
from planner.output.shared.number_span import alike_later
from planner.output.shared.words import number
from planner.support.frames import plain
from planner.support.speech import _, joined, listed, plural, told


@dataclass(frozen=True)
class Request:
    """Power asked of the network operator at one feeder, or at sites of one size whose feeder is not known."""

    feeder: str | None
    each: str
    sites: str
    power_kw: float
    spare_kw: float | None


def requests(dossier: Dossier, sites: Sequence[Site]) -> list[Request]:
    """Feeders in the order of what is asked of them, then sites without a known feeder by their power; site numbers are those of the list."""
    asking = [one for one in sites if one.power_kw > 0]
    spare = {
        inert(str(one["name"])): one["spare_kw"]
        for one in dossier.surroundings.get("grid", ())
        if one["kind"] == "feeder"
    }
    known: dict[str, list[Site]] = {}
    unknown: dict[float, list[Site]] = {}
    for one in asking:
        if one.feeder:
            known.setdefault(one.feeder, []).append(one)
        else:
            unknown.setdefault(one.power_kw, []).append(one)
    rows = [
        Request(
            feeder,
            "",
            ", ".join(_("{site} ({kw} kW)", site=one.rank, kw=power_figure(one.power_kw)) for one in mine),
            sum(one.power_kw for one in mine),
            spare.get(feeder),
        )
        for feeder, mine in known.items()
    ]
    rows.sort(key=lambda one: (-one.power_kw, one.feeder or ""))
    return rows + [
        Request(None, power_figure(kw), _numbers([one.rank for one in mine]), kw * len(mine), None)
        for kw, mine in sorted(unknown.items(), reverse=True)
    ]


def _numbers(ranks: Sequence[int]) -> str:
    """Write ``1–4, 6, 7``."""
    runs: list[list[int]] = []
    for rank in sorted(ranks):
        if runs and rank == runs[-1][-1] + 1:
            runs[-1].append(rank)
        else:
            runs.append([rank])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs)


def spare_known_kw(dossier: Dossier, rows: Sequence[Request]) -> float | None:
    """Spare power of all feeders that are asked, and of sites without one what their own table says; None where that of any is not known."""
    sites = dossier.sites[(dossier.sites["status"] != "existing") & dossier.sites["feeder"].isna()]
    spare = [one.spare_kw for one in rows if one.feeder]
    own = [plain(kw) for kw in sites["grid_kw"]]
    if None in spare or None in own or not (spare or own):
        return None
    return sum(one or 0.0 for one in (*spare, *own))


@dataclass(frozen=True)
class Met:
    """A norm beside the city: what is asked, today and with the plan, each with whether it is met (None: nothing to compare)."""

    what: str
    asked: str
    today: str
    today_met: bool | None
    planned: str
    planned_met: bool | None
    source: str


def norm_rows(dossier: Dossier) -> list[Met]:
    """Every norm that says something of this city, for all plugs together."""
    rows = dossier.baseline.get("families", ())
    now = next((row for row in rows if row["family"] == ALL), None)
    if now is None or not now.get("vehicles"):
        return []
    then, unknown = with_plan(dossier, now), reality.is_unknown(dossier.reality)
    out = []
    for cells in dossier.baseline.get("norms", ()):
        norm = Norm(**cells)
        (today, today_met), (planned, planned_met) = _figure(norm, now), _figure(norm, then)
        if today_met is not None or planned_met is not None:
            if unknown:
                today, today_met = _("not known: few of its stations are on file"), None
                planned, planned_met = _with_unlisted(planned, planned_met)
            out.append(Met(_norm(norm), _asked(norm), today, today_met, planned, planned_met, told(norm.source)))
    return out


def _with_unlisted(said: str, met: bool | None) -> tuple[str, bool | None]:
    """A figure of a city some of whose stations are not on file: more of them would make it no worse, so that a norm that is met stays met."""
    return (said, met) if met else (_("{said} without the stations that are not on file", said=said), None)


def _figure(norm: Norm, row: Mapping[str, Any]) -> tuple[str, bool | None]:
    if norm.key == "afir":
        asked, has = row.get("afir_kw"), row["power_kw"]
        return (_("{has:number} of {asked:number} kW", has=has, asked=asked), has >= asked) if asked else ("", None)
    value = row.get(norm.measure)
    digits = 2 if norm.measure.startswith("kw_per") else 0
    said = number(value, digits)
    return said if norm.met(value) is None else _per(norm.measure, said), norm.met(value)


def _per(measure: str, has: str) -> str:
    """A figure of the city with its unit."""
    known = {
        "kw_per_bev": lambda: _("{has} kW for each battery car", has=has),
        "kw_per_vehicle": lambda: _("{has} kW for each vehicle", has=has),
        "vehicles_per_point": lambda: _("{has} vehicles for each gun", has=has),
        "vehicles_per_station": lambda: _("{has} vehicles for each station", has=has),
    }
    return known[measure]() if measure in known else has


def _norm(norm: Norm) -> str:
    words = {
        "afir": _("EU minimum (AFIR), with 0.8 kW for each plug-in hybrid"),
        "china_2027": _("China, plan for 2027 (300 GW for 80 million vehicles)"),
        "uz": _("Ministry of Energy of Uzbekistan"),
    }
    return words.get(norm.key) or (_("target of this city") if norm.source.startswith("[") else told(norm.what))


def _asked(norm: Norm) -> str:
    ends = number(norm.low, 2).rstrip("0").rstrip(".,") if norm.low % 1 else number(norm.low)
    most = (
        number(norm.high)
        if norm.low == norm.high
        else _("{low} to {high}", low=number(norm.low), high=number(norm.high))
    )
    if norm.measure == "kw_per_bev":
        return _("at least {ends} kW for each battery car", ends=ends)
    if norm.measure == "kw_per_vehicle":
        return _("at least {ends} kW for each vehicle", ends=ends)
    if norm.measure == "vehicles_per_point":
        return _("at most {most} vehicles for each gun", most=most)
    if norm.measure == "vehicles_per_station":
        return _("at most {most} vehicles for each station", most=most)
    return f"{ends} {norm.unit}"


FIRST = 10
"""Sites that are put up first."""
NAMED = 5
"""Standing stations that are named; the rest are counted."""


def first_sites(sites: Sequence[Site]) -> list[Site]:
    """Those that one begins with: of the first year alone, where sites are built in several."""
    year = min((one.year for one in sites), default="")
    return [one for one in sites if one.year == year][:FIRST]


def _begin(dossier: Dossier, first: Sequence[Site]) -> str:
    """With which sites to begin, and how many behind them may do as well as the last."""
    last, usd = first[-1].rank, sum(one.cost_usd for one in first)
    later = alike_later(dossier.studies, last)
    if later is None:
        return plural(
            "Begin with site {last}, which serves most for its money ({usd:money}).",
            "Begin with sites 1 to {last}, which serve most for their money ({usd:money} together).",
            len(first),
            last=last,
            usd=usd,
        )
    n, furthest = later
    return plural(
        "Begin with the sites up to number {last} ({usd:money}): by the plan's figures they serve most for their money, and {n} site behind them, number {furthest}, may do as well as the last of them if the assumed figures are wrong.",
        "Begin with the sites up to number {last} ({usd:money}): by the plan's figures they serve most for their money, and any of {n} sites behind them, the last of them number {furthest}, may do as well as number {last} if the assumed figures are wrong.",
        n,
        last=last,
        usd=usd,
        furthest=furthest,
    )


def _begin_on_top(table: pd.DataFrame) -> str:
    """With which sites to begin where a plan grew: those that differ from the earlier one."""
    ranks = [str(rank) for rank in table["rank"].sort_values().head(FIRST)]
    if not ranks:
        return _("Nothing comes on top of the earlier plan.")
    return _("Of what comes on top of the earlier plan begin with sites {numbers}.", numbers=listed(ranks))


def next_steps(dossier: Dossier, sites: Sequence[Site], rows: Sequence[Request]) -> list[str]:
    """What happens next, a sentence each, in order; only what this plan asks for."""
    if not sites and dossier.sufficient_budget_usd is not None:
        return [
            _(
                "Set aside {price:money_most}, for which something is built, and plan again.",
                price=dossier.sufficient_budget_usd,
            )
        ]
    if not sites and dossier.cheapest_step_usd is not None:
        return [
            _(
                "Set aside more than {price:money_most}, what the cheapest useful step costs, and plan again.",
                price=dossier.cheapest_step_usd,
            )
        ]
    if not sites:
        return [_("Find out what keeps every charger on offer from being worth its cost here, and plan again.")]
    kept = kept_sites(dossier)
    table = dossier.sites[(dossier.sites["status"] != "existing") & ~dossier.sites["site_id"].astype(str).isin(kept)]
    ground = int((table["land_status"].isin(["unknown"]) & (table["status"] == "proposed")).sum())
    power = int((table["grid_kw"].isna() & table["feeder"].isna()).sum())
    disputed = int((table["land_status"] == "disputed").sum())
    out: list[str] = []
    if power:
        out.append(
            plural(
                "Ask the network operator for the spare power at {n} site, where it is assumed.",
                "Ask the network operator for the spare power at {n} sites, where it is assumed.",
                power,
            )
        )
    elif rows:
        out.append(_("File the requests for power with the network operator."))
    if ground:
        out.append(
            plural(
                "Find out whose the ground is at {n} new site, where it is not known.",
                "Find out whose the ground is at {n} new sites, where it is not known.",
                ground,
            )
        )
    if asked := _operators(dossier, sites):
        out.append(asked)
    if disputed:
        out.append(plural("Settle the ground at {n} site.", "Settle the ground at {n} sites.", disputed))
    out.append(_begin_on_top(table) if kept else _begin(dossier, first_sites(sites)))
    out.append(
        _(
            "Measure: sessions of the first year, by place and plug, set right what is assumed here of demand and queues; then plan again."
        )
    )
    return out


def _operators(dossier: Dossier, sites: Sequence[Site]) -> str:
    """Whose consent is asked for where guns are added to what stands: each station with its operator and the date of its record, as far as known."""
    grown_sites = dossier.sites[dossier.sites["status"] == "upgrade"]
    cells = grown_sites.set_index("rank")[["ocpi_station_id", "operator"]].to_dict("index")
    dates = dict(zip(dossier.stations.table["station_id"], dossier.stations.table["updated"], strict=True))
    said: list[str] = []
    grown = [one for one in sites if one.enlarged]
    for one in grown[:NAMED]:
        cell = cells[one.rank]
        operator, updated = plain(cell["operator"]), dates.get(cell["ocpi_station_id"])
        known: list[str] = [_("site {site}", site=one.rank)]
        known += [inert(str(operator))] if operator else []
        known += [_("record of {date}", date=updated[:10])] if isinstance(updated, str) else []
        said.append(_("{station} ({known})", station=one.name, known=joined(", ", known)) if one.name else known[0])
    if not grown:
        return ""
    if len(grown) > NAMED:
        said.append(plural("{n:number} more", "{n:number} more", len(grown) - NAMED))
    return plural(
        "Ask the operator of {n} standing station whether it is still there and may be extended: {stations}.",
        "Ask the operators of {n} standing stations whether they are still there and may be extended: {stations}.",
        len(grown),
        stations=listed(said),
    )
