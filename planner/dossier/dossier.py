"""The dossier of a plan: the one object from which every output is written.

`plan.json` is this dossier, so `evplan export` rebuilds any file without solving again. All geometry is in
longitude and latitude (EPSG:4326); all text is raw as the data gave it, each writer escapes for its own format.
"""

import functools
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

import geopandas as gpd
import pandas as pd

from geodata.errors import InputError
from geodata.report import Assumption, SourceReport
from geodata.stations import CONNECTORS, STATIONS, Stations
from geodata.system_reasons import reason_of
from planner.audit.scorecard import Scorecard
from planner.dossier.filed_surroundings import surroundings_in
from planner.dossier.messages import messages_from, messages_in, plain_messages, used
from planner.dossier.older import WAITING, as_of_today
from planner.errors import MissingPlanError, PlanFileError
from planner.proofs import Proof, Sense, Stage, Status
from planner.support.frames import frame_from_plain, frame_to_plain, plain
from planner.support.memory import available_bytes
from planner.support.speech import Text, _
from planner.support.staging import refuse_half_written

PLAN_MARK = "evplan plan, version"
"""Begins the first words of every plan that was ever filed."""
FORMAT = f"{PLAN_MARK} 6"
READABLE = (FORMAT, *WAITING)
"""Version 3 also held the seconds of its run, which are passed over."""
PLAN_FILE = "plan.json"
MOST_GROWTH = 30
"""Memory for a byte of JSON, at most: a file of empty lists takes 24, a plan 4."""
_FRAMES = ("sites", "zones", "demand", "districts", "boundary", "roads", "ground")
_PLAIN = ("name", "city", "country", "year", "mix", "cheapest_step_usd")
_TOLD = ("proof", "scorecard", "reality", "edits", "seen_plan", "sources", "assumptions", "attribution")
_MAPPINGS = ("baseline", "demand_story", "studies", "inputs", "versions", "configuration")


@dataclass(frozen=True)
class Dossier:
    """A finished plan with everything that outputs show of it.

    Parameters
    ----------
    name, city, country, year, mix : str, str, str, int, str
    proof : Proof
    scorecard, do_nothing : Scorecard
        Scorecards of the plan and of the standing network alone.
    sites : GeoDataFrame
        One Point per site: existing (all in the city), upgraded, proposed. Columns as the properties of a feature in `plan.geojson`
        (`connectors`, `existing_connectors`, `served_kwh_per_day` are dicts, `chargers` a list of dicts) plus
        `build_year` (of the first phase that builds there), `built_by_year` (in words), both None without phases; `kind`, `operator`, `land_status`, `access`, `reason` (one plain sentence, for popups) and `ocpi_station_id` (existing ones).
    zones : GeoDataFrame
        `zone_id, district, population, demand_kwh, served_kwh, coverage` (0..1, empty without demand) and for every
        demand class ``demand_<family>_<need>`` and ``served_<family>_<need>``, kWh per day; ``occasion_<occasion>`` and, where
        the demand was sampled, ``p10_kwh``, ``p90_kwh`` of the zone's whole demand.
    demand : DataFrame
        As `planner.demand.story.DemandStory.table`: by zone, class and year, with occasions and percentiles.
    districts, boundary, roads, ground : GeoDataFrame
        `district, population, demand_kwh, served_kwh, coverage`; one polygon; `road_class, name`; `kind` (water, green).
    stations : Stations
        The merged inventory, also outside the city.
    sources, assumptions, attribution
        As `City` has them, the planner's own assumptions added.
    baseline : mapping
        What stands today, plain JSON: `planner.dossier.baseline.Baseline.as_dict`.
    demand_story : mapping
        Figures of the demand, plain JSON: `planner.demand.story.DemandStory.figures`.
    studies : mapping
        Results of the studies, plain JSON by the names of `planner.studies.studies.STUDIES`.
    inputs : mapping
        SHA-256 by file as configured.
    versions : mapping
        Library versions.
    configuration : mapping
        The scenario as understood, plain JSON.
    given : tuple of str
        Its keys that were given for this plan, also where they are as they would be by default: `Scenario.given`.
    cheapest_step_usd : float or None
        Where nothing is built: the price of the cheapest step that would serve somebody; None where there is none.
    sufficient_budget_usd : float or None
        Where nothing is built: a budget for which something is under all rules; None where none was found.
    any_wait : Scorecard or None
        Of the standing network alone if drivers wait however long (`planner.model.solve.planning.do_nothing_at_any_wait`); None of a plan
        that was filed before there was one.
    reality : tuple of mapping
        Reality checks, plain JSON: `planner.dossier.reality_check.RealityCheck.as_dict`.
    edits : tuple of mapping
        Edits that the plan was asked to honour, plain JSON, a row each with its `changes`: what, applied or refused, and why.
    seen_plan : mapping
        What became of the plan that was seen when its edits were kept, plain JSON: `became` (``same``, ``better``, ``anew``), by which share the best that was found is `better`,
        and in words what was `said`; empty where none was.
    whereabouts : mapping
        Where sites and zones are, in parts from which outputs name them, plain JSON: `planner.dossier.whereabouts.Whereabouts`. Empty of a
        plan that was filed before there were any.
    backdrop : mapping
        Buildings, railways, rivers and names that the map draws, plain JSON: `planner.dossier.backdrop.plain_backdrop`; empty of a
        plan that was filed before there was one.
    surroundings : mapping
        Drive times, waits, grid and candidates that were not chosen, plain JSON: `planner.dossier.surroundings.surroundings_of`; empty of
        a plan that was filed before there was one.
    run : mapping
        When and how long the run that made it worked, plain JSON; goes into `summary.json` and not into `plan.json`, so that the same
        question twice gives the same plan to the byte. Empty of a plan that was read from its file.
    messages : mapping
        Messages that texts of the tables were made from, by text (`planner.dossier.messages`); `known_messages` has those of all its parts.
    """

    name: str
    city: str
    country: str
    year: int
    mix: str
    proof: Proof
    scorecard: Scorecard
    do_nothing: Scorecard
    sites: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    demand: pd.DataFrame
    districts: gpd.GeoDataFrame
    boundary: gpd.GeoDataFrame
    roads: gpd.GeoDataFrame
    ground: gpd.GeoDataFrame
    stations: Stations
    sources: tuple[SourceReport, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    attribution: tuple[str, ...] = ()
    baseline: Mapping[str, Any] = field(default_factory=dict)
    demand_story: Mapping[str, Any] = field(default_factory=dict)
    studies: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    configuration: Mapping[str, Any] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    cheapest_step_usd: float | None = None
    sufficient_budget_usd: float | None = None
    any_wait: Scorecard | None = None
    reality: tuple[Mapping[str, str], ...] = ()
    edits: tuple[Mapping[str, Any], ...] = ()
    seen_plan: Mapping[str, Any] = field(default_factory=dict)
    whereabouts: Mapping[str, Any] = field(default_factory=dict)
    backdrop: Mapping[str, Any] = field(default_factory=dict)
    surroundings: Mapping[str, Any] = field(default_factory=dict)
    run: Mapping[str, Any] = field(default_factory=dict, compare=False)
    messages: Mapping[str, Text] = field(default_factory=dict, compare=False)

    def known_messages(self) -> dict[str, Text]:
        """Messages that texts of this dossier were made from, by text, so that an output can tell them in its language."""
        return dict(self._known_messages)

    @functools.cached_property
    def _known_messages(self) -> dict[str, Text]:
        things = [getattr(self, name) for name in (*_TOLD, *_MAPPINGS)]
        return {**used(self.messages, self.sites, *things), **messages_in(*things)}

    def to_json(self) -> str:
        """Write the dossier as one JSON text, all but `run`; `from_json` gives it back cell for cell."""
        return json.dumps(self._as_plain(), ensure_ascii=False, allow_nan=False, separators=(",", ":"))

    def _as_plain(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            **{name: plain(getattr(self, name)) for name in _PLAIN},
            "sufficient_budget_usd": self.sufficient_budget_usd,
            "proof": self.proof.as_dict(),
            "scorecard": plain(_own_fields(self.scorecard)),
            "do_nothing": plain(_own_fields(self.do_nothing)),
            "any_wait": None if self.any_wait is None else plain(_own_fields(self.any_wait)),
            "reality": [dict(one) for one in self.reality],
            **({"edits": [dict(one) for one in self.edits]} if self.edits else {}),
            **({"seen_plan": plain(self.seen_plan)} if self.seen_plan else {}),
            **({"whereabouts": plain(self.whereabouts)} if self.whereabouts else {}),
            **{name: frame_to_plain(getattr(self, name)) for name in _FRAMES},
            **({"backdrop": plain(self.backdrop)} if self.backdrop else {}),
            **({"surroundings": plain(self.surroundings)} if self.surroundings else {}),
            "stations": {
                "table": frame_to_plain(self.stations.table),
                "connectors": frame_to_plain(self.stations.connectors),
                "provenance": frame_to_plain(self.stations.provenance),
            },
            "sources": [source.as_dict() for source in self.sources],
            "assumptions": [assumption.as_dict() for assumption in self.assumptions],
            "attribution": list(self.attribution),
            "given": list(self.given),
            **{name: plain(getattr(self, name)) for name in _MAPPINGS},
            "messages": plain_messages(self.known_messages()),
        }

    @classmethod
    def from_json(cls, text: str, *, where: str = PLAN_FILE) -> Self:
        """Rebuild a dossier.

        Raises
        ------
        PlanFileError
            `text` is not what `to_json` writes; `where` is named in the message.
        """
        advice = _("expected a plan.json that 'evplan plan' wrote; run 'evplan plan' again")
        try:
            data = json.loads(text)
        except json.JSONDecodeError as error:
            raise PlanFileError(
                _("{where}, line {lineno}", where=where, lineno=error.lineno),
                _("not JSON ({msg})", msg=error.msg),
                advice,
            ) from None
        except (RecursionError, ValueError):
            raise PlanFileError(where, _("JSON nested too deep or a number too long"), advice) from None
        if not isinstance(data, dict) or data.get("format") not in READABLE:
            said = data.get("format") if isinstance(data, dict) else None
            raise PlanFileError(where, _("format {said!r} instead of {format!r}", said=said, format=FORMAT), advice)
        try:
            return cls(**_fields_from(as_of_today(data)))
        except (
            LookupError,
            TypeError,
            ValueError,
            ArithmeticError,
            AssertionError,
            AttributeError,
            RecursionError,
        ) as error:
            raise PlanFileError(
                where, _("damaged: {name} {error}", name=type(error).__name__, error=error), advice
            ) from None

    @classmethod
    def load(cls, place: str | Path) -> Self:
        """Read the `plan.json` of a folder that a run wrote, or that file itself.

        Raises
        ------
        MissingPlanError, PlanFileError
            There is no such file, it is damaged or too large for the memory there is, or a run was killed while it put its results there.
        """
        path = Path(place)
        folder = os.path.isdir(path)  # noqa: PTH112  (no to a name that no folder can have)
        file = path / PLAN_FILE if folder else path
        try:
            refuse_half_written(path if folder or path.name != PLAN_FILE else path.parent)
        except InputError as error:
            raise PlanFileError(error.where, error.found, error.expected) from None
        if not os.path.isfile(file):  # noqa: PTH113
            raise MissingPlanError(file)
        left = available_bytes()
        if left is not None and file.stat().st_size * MOST_GROWTH > left:
            raise PlanFileError(
                file,
                _("{mb:number} MB, and there is no memory for what it may hold", mb=file.stat().st_size / 1e6),
                _("expected a plan.json that 'evplan plan' wrote, which has a few MB"),
            )
        try:
            text = file.read_text(encoding="utf-8")
        except OSError as error:
            raise PlanFileError(
                file,
                _("cannot be read ({strerror})", strerror=reason_of(error)),
                _("name a plan.json that you may read"),
            ) from None
        except UnicodeDecodeError:
            raise PlanFileError(
                file, _("not UTF-8 text"), _("expected a plan.json that 'evplan plan' wrote; run 'evplan plan' again")
            ) from None
        return cls.from_json(text, where=str(file))


def _own_fields(thing: Any) -> dict[str, Any]:
    """Fields of a dataclass without the properties its `as_dict` adds."""
    return {one.name: getattr(thing, one.name) for one in fields(thing)}


def _fields_from(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **{name: data[name] for name in _PLAIN},
        "sufficient_budget_usd": data.get("sufficient_budget_usd"),
        "proof": _proof(data["proof"]),
        "scorecard": Scorecard(**data["scorecard"]),
        "do_nothing": Scorecard(**data["do_nothing"]),
        "any_wait": Scorecard(**data["any_wait"]) if data.get("any_wait") else None,
        "reality": tuple(dict(one) for one in data.get("reality", ())),
        "edits": tuple(dict(one) for one in data.get("edits", ())),
        "seen_plan": dict(data.get("seen_plan", {})),
        "whereabouts": dict(data.get("whereabouts", {})),
        "backdrop": data.get("backdrop", {}),
        "surroundings": surroundings_in(data),
        **{name: frame_from_plain(data[name]) for name in _FRAMES},
        "stations": _stations(data["stations"]),
        "sources": tuple(SourceReport.from_dict(one) for one in data["sources"]),
        "assumptions": tuple(Assumption(**one) for one in data["assumptions"]),
        "attribution": tuple(data["attribution"]),
        "given": tuple(data.get("given", ())),
        **{name: data[name] for name in _MAPPINGS},
        "messages": messages_from(data.get("messages", {})),
    }


def _stations(data: Mapping[str, Any]) -> Stations:
    table, connectors, provenance = (frame_from_plain(data[part]) for part in ("table", "connectors", "provenance"))
    return Stations(STATIONS.completed(table), CONNECTORS.completed(connectors), provenance)


def _proof(data: Mapping[str, Any]) -> Proof:
    apart = ("objective_value", "gap", "status", "sense", "stages", "wall_s")
    own = {name: cell for name, cell in data.items() if name not in apart}
    sense, stages = Sense(data.get("sense", "max")), tuple(_stage(one) for one in data.get("stages", ()))
    return Proof(value=data["objective_value"], status=Status(data["status"]), sense=sense, stages=stages, **own)


def _stage(data: Mapping[str, Any]) -> Stage:
    own = {name: cell for name, cell in data.items() if name not in ("sense", "gap", "wall_s")}
    return Stage(sense=Sense(data["sense"]), **own)
