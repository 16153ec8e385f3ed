"""What the map draws, as display copies: rounded, thinned, escaped GeoJSON."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
from shapely.geometry import mapping

from geodata.connectors import PortFamily
from planner.demand.occasions import Occasion
from planner.demand.story import PERCENTILES
from planner.dossier.dossier import Dossier
from planner.dossier.site_ground import GROUND
from planner.dossier.site_table import RANKS
from planner.output.shared.places import zone_titles
from planner.output.shared.plugs import plugs_by_group
from planner.output.shared.ramps import FIFTHS
from planner.output.shared.sites_table import LABELLED, mapping_in, ranked
from planner.output.shared.words import connector_label
from planner.output.webmap.cards import cards
from planner.output.webmap.escape import display
from planner.output.webmap.reader_names import names_for_reader

DIGITS = 5  # one metre
THIN_DEG = 0.00004  # four metres
LEAST_KWH = 0.05
"""Less is a rounding error of the solver, and shown as nothing."""
_SAID_OTHERWISE = ("connectors", "existing_connectors", "served_kwh_per_day", "ocpi_station_id", *GROUND)
_FAMILIES = {family.value for family in PortFamily}
_SITE_KEYS = (*(name for name in LABELLED if name not in _SAID_OTHERWISE), "bays")

Collection = dict[str, Any]


def areas(frame: gpd.GeoDataFrame, column: str) -> Collection:
    """One feature a row with its name."""
    named = frame[column] if column in frame else [""] * len(frame)
    return _collection(
        _feature(shape, {"name": display(name)}) for name, shape in zip(named, frame.geometry, strict=True)
    )


def zones(dossier: Dossier, classes: list[str]) -> Collection:
    """Each cell once, with its demand and what is served of it, by class; every theme of the map reads this.

    Beside them what is served and asked at each stage (``w``, by class ``k``), the demand by occasion (``o``), that of further years by class (``y``) and, where it was sampled, p10, p50 and p90 (``q``).
    """
    frame, called, said = dossier.zones, zone_titles(dossier), names_for_reader(dossier)
    drives = _drives(dossier)
    more, years = (
        _more(dossier) | _by_stage(dossier, classes),
        [year_kwh(dossier, year) for year in later_years(dossier)],
    )
    demand = np.nan_to_num(frame[[f"demand_{name}" for name in classes]].to_numpy(dtype=float))
    served = np.nan_to_num(frame[[f"served_{name}" for name in classes]].to_numpy(dtype=float))
    rows = zip(frame["zone_id"], frame["district"], frame["population"], demand, served, frame.geometry, strict=True)
    return _collection(
        _feature(
            shape,
            {
                "id": display(zone),
                "n": display(said(district)),
                "t": display(called[str(zone)]),
                "p": round(float(people)),
                "d": _rounded(asked),
                "s": _rounded(given),
                **{key: _rounded(values[at]) for key, values in more.items()},
                **drives[at],
                **({"y": [_rounded(kwh[at]) for kwh in years]} if years else {}),
            },
            thin=False,
        )
        for at, (zone, district, people, asked, given, shape) in enumerate(rows)
    )


def _more(dossier: Dossier) -> dict[str, np.ndarray[Any, Any]]:
    """Arrays of (zones, figures) by their key; those that the plan does not know are left out."""
    frame = dossier.zones
    stages = dossier.surroundings.get("stages", ())
    more = (
        {"w": np.array([[one["served_kwh"], one["demand_kwh"]] for one in stages]).transpose(2, 0, 1)} if stages else {}
    )
    columns = {"o": [f"occasion_{name}" for name in occasions(dossier)], "q": [f"{name}_kwh" for name in PERCENTILES]}
    return more | {
        key: np.nan_to_num(frame[names].to_numpy(dtype=float))
        for key, names in columns.items()
        if names and set(names) <= set(frame.columns)
    }


def drive_families(dossier: Dossier) -> list[str]:
    """Families to whose plugs the plan knows the drive."""
    return [one for one in dossier.surroundings.get("drives", {}).get("after", {}) if one in _FAMILIES]


def drives_by_phase(dossier: Dossier) -> bool:
    """Whether the drives of every phase are known; a plan that was filed before they were kept knows those of today and of its end."""
    known, stages = dossier.surroundings.get("drives", {}), dossier.surroundings.get("stages", ())
    return len(known.get("phases", ())) == max(0, len(stages) - 2)


def energy_by_stage(dossier: Dossier) -> bool:
    """Whether the energy of every stage is known by class."""
    return all("classes" in one for one in dossier.surroundings.get("stages", ())[:-1])


def _drives(dossier: Dossier) -> list[dict[str, Any]]:
    """Of each zone minutes to the nearest gun by family, with the plan (``a``), today (``b``), and in the phases between them (``m``)."""
    known, families = dossier.surroundings.get("drives"), drive_families(dossier)
    if not known or not families:
        return [{}] * len(dossier.zones)
    between = known.get("phases", ()) if drives_by_phase(dossier) else ()
    return [
        {
            **{
                key: [_minutes(known[when][family][at]) for family in families]
                for key, when in (("a", "after"), ("b", "before"))
            },
            **({"m": [[_minutes(one[family][at]) for family in families] for one in between]} if between else {}),
        }
        for at in range(len(dossier.zones))
    ]


def _minutes(cell: Any) -> float | None:
    return None if cell is None else float(cell)


def _by_stage(dossier: Dossier, classes: list[str]) -> dict[str, np.ndarray[Any, Any]]:
    """Served and asked energy of each zone at each stage but the last, by class (``k``)."""
    earlier = dossier.surroundings.get("stages", ())[:-1]
    if not earlier or not energy_by_stage(dossier):
        return {}
    nothing = [0.0] * len(dossier.zones)
    kwh = [
        [[one["classes"].get(name, {}).get(what, nothing) for name in classes] for what in ("served_kwh", "demand_kwh")]
        for one in earlier
    ]
    return {"k": np.array(kwh, dtype=float).transpose(3, 0, 1, 2)}


def occasions(dossier: Dossier) -> list[str]:
    """Occasions with demand in the dossier."""
    return [str(one) for one in Occasion if f"occasion_{one}" in dossier.zones]


def later_years(dossier: Dossier) -> list[int]:
    """Years beside the planning year whose demand was asked for."""
    return sorted({int(year) for year in dossier.demand["year"]} - {dossier.year})


def year_classes(dossier: Dossier, year: int) -> list[str]:
    """Classes with any demand in a year, which need not be those of the planning year."""
    table = dossier.demand[(dossier.demand["year"] == year) & (dossier.demand["kwh_per_day"] > 0)]
    return sorted({f"{family}_{need}" for family, need in zip(table["port_family"], table["need"], strict=True)})


def year_kwh(dossier: Dossier, year: int) -> np.ndarray[Any, Any]:
    """Demand of each zone in a year by class, in the order of `year_classes`; (zones, classes)."""
    table = dossier.demand[dossier.demand["year"] == year]
    by_class = table.groupby(["zone_id", table["port_family"] + "_" + table["need"]])["kwh_per_day"].sum().unstack()
    wanted = by_class.reindex(index=dossier.zones["zone_id"], columns=year_classes(dossier, year))
    return np.asarray(wanted.fillna(0.0), dtype=float)


def demand_classes(dossier: Dossier) -> list[str]:
    """Classes with any demand, in the order of the scorecard."""
    return [name for name, kwh in dossier.scorecard.demand_kwh.items() if kwh > 0 and f"demand_{name}" in dossier.zones]


def sites(dossier: Dossier, statuses: tuple[str, ...]) -> Collection:
    """Points with all a popup shows; the best rank last, so that it is drawn on top."""
    frame, told, said = ranked(dossier), cards(dossier), names_for_reader(dossier)
    frame = frame[frame["status"].isin(statuses)].iloc[::-1]
    features = []
    for _, site in frame.iterrows():
        new, standing = mapping_in(site["connectors"]), mapping_in(site["existing_connectors"])
        properties = {key: site[key] for key in _SITE_KEYS if key in site.index}
        properties |= {name: _whole(properties.get(name)) for name in (*RANKS, "bays")}
        properties["plugs"] = [[connector_label(name), count] for name, count in sorted(new.items())]
        properties["standing"] = [[connector_label(name), count] for name, count in sorted(standing.items())]
        properties["served"] = {key: round(kwh, 3) for key, kwh in mapping_in(site["served_kwh_per_day"]).items()}
        properties["groups"] = plugs_by_group(new or standing)
        properties |= {**told[str(site["site_id"])], "district": said(site["district"]) or None}
        point = site.geometry
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [round(point.x, 6), round(point.y, 6)]},
                "properties": display(properties),
            }
        )
    return _collection(features)


def depots(dossier: Dossier) -> Collection:
    """Depots of the city's buses; none where there is no timetable."""
    rows = dossier.studies.get("depots", {}).get("rows", [])
    return _collection(
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [row["lon"], row["lat"]]},
            "properties": display({key: cell for key, cell in row.items() if key not in ("lon", "lat")}),
        }
        for row in reversed(rows)
    )


def _whole(cell: float | None) -> int | None:
    return None if cell is None or math.isnan(cell) else int(cell)


def breaks(values: "np.ndarray[Any, Any]", quantiles: Sequence[float] = FIFTHS) -> list[float]:
    """Upper ends of quantile classes of what is worth showing, at two significant figures; the last one holds the largest."""
    positive = values[np.isfinite(values) & (values >= LEAST_KWH)]
    if not len(positive):
        return [1.0]
    ends = [_two_figures(float(one)) for one in np.quantile(positive, quantiles)]
    return sorted(set(ends[:-1]) - {0.0} | {_two_figures_up(float(positive.max()))})


def _two_figures(value: float) -> float:
    return float(f"{value:.2g}")


def _two_figures_up(value: float) -> float:
    step = 10.0 ** (math.floor(math.log10(value)) - 1)
    return float(f"{math.ceil(value / step - 1e-9) * step:.2g}")


def _rounded(values: Iterable[Any]) -> list[Any]:
    return [_rounded(one) if isinstance(one, np.ndarray) else round(float(one), 1) for one in values]


def _feature(shape: Any, properties: dict[str, Any], *, thin: bool = True) -> dict[str, Any]:
    geometry = shape.simplify(THIN_DEG) if thin else shape
    return {
        "type": "Feature",
        "geometry": {"type": geometry.geom_type, "coordinates": _trimmed(mapping(geometry)["coordinates"])},
        "properties": properties,
    }


def _trimmed(coordinates: Any) -> Any:
    if isinstance(coordinates[0], float | int):
        return [round(coordinates[0], DIGITS), round(coordinates[1], DIGITS)]
    return [_trimmed(inner) for inner in coordinates]


def _collection(features: Iterable[dict[str, Any]]) -> Collection:
    return {"type": "FeatureCollection", "features": list(features)}
