"""The tables of a configuration file, one class each; the text under each field is the manual."""

import math
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from geodata.city_request import SitesRequest
from geodata.connectors import PLUG_FAMILIES
from geodata.input_file import InputFile, file_beside
from planner.support.spelling import nearest_known

Objective = Literal["energy", "cost", "distance"]
Case = Literal["low", "central", "high"]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]


class Section(BaseModel):
    """A table of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class DemandConfig(Section):
    """`[demand]`: how vehicles become kWh; every figure of the facts can be overridden here."""

    case: Case = "central"
    """Which column of the fact tables: low, central or high use."""
    apartment_share: Share | None = None
    """Share of `private` cars kept by people in apartments. Default: the city's own from the facts, else 0.5, reported as assumed."""
    classes: dict[str, dict[str, NotNegative]] = Field(default_factory=dict)
    """Overrides by vehicle class: [demand.classes.taxi] daily_km = 250. Keys: daily_km, kwh_per_100km, share_public_ac, share_public_dc, share_work, max_ac_kw, max_dc_kw, session_dc_kwh, session_ac_kwh."""
    winter_factor: Positive | None = None
    """Energy multiplier on the design day. Default: the curve in the facts at `fleet.temperature_c`."""
    work_is_public: bool = True
    """Charging at work counts as slow public demand."""
    session_ac_kwh: Positive = 15.0
    """Energy of one slow AC session (assumed; no regional figure was found)."""
    plug_in_min: NotNegative = 5.0
    """Minutes a session holds a plug beyond charging: parking, starting, paying, leaving (assumed)."""
    weights: dict[str, dict[str, NotNegative]] = Field(default_factory=dict)
    """What draws public charging to a place, by occasion and activity: [demand.weights.destination] bazaar_m2 = 0.8. Occasions: home, work, destination, taxi (traffic decides en_route). Activities and the weights that hold otherwise: configs/facts/attraction_weights.csv; only ratios within an occasion matter."""
    samples: int = Field(default=200, ge=0, le=5000)
    """Latin hypercube samples of all assumptions, for the p10, p50 and p90 of the demand; 0 for none, otherwise at least 20."""
    seed: int = Field(default=0, ge=0)
    """Seed of the samples: the same seed, the same figures."""
    peak_hour_share: Annotated[float, Field(gt=0, le=1)] | None = None
    """Share of the day's sessions in the peak hour. Default: from the arrival profiles of the facts."""


class SitesConfig(Section):
    """`[sites]`: where chargers may stand."""

    from_osm: tuple[str, ...] = ("parking", "fuel", "retail")
    """Kinds of places taken from the road file; see the manual for all kinds. [] for none."""
    path: str | None = None
    """Your own table (.csv, .xlsx, .geojson, .gpkg): lon, lat[, name, bays, grid_kw, site_cost_usd, land_status, connection_status, feeder]."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    default_bays: int = Field(default=4, ge=1)
    """Bays of a site whose size is unknown (assumed)."""
    max_bays: int = Field(default=12, ge=1)
    """Most bays used at one site, whatever its size."""
    bay_share: Share = 0.2
    """Share of a car park's bays that chargers may take (assumed); at least two bays."""
    default_site_cost_usd: NotNegative = 5000.0
    """Ground works of a new site where no cost is given (assumed)."""
    upgrade_bays: int = Field(default=4, ge=0)
    """Bays that may be added at each existing station (assumed)."""

    def request(self, folder: Path) -> SitesRequest:
        """State what geodata is asked for; the table lies beside `folder`."""
        table = file_beside(folder, self.path, self.columns)
        return SitesRequest(self.from_osm, table, self.default_bays, self.max_bays, self.bay_share)


class TrafficConfig(Section):
    """`[traffic]`: vehicles that the city's detectors counted."""

    path: str | None = None
    """Table or layer `vehicles_per_day[, counter, period_h, lon, lat]` (.csv, .xlsx, .geojson, .gpkg); `period_h` is the hours that a count covers, 24 where it is empty. Lines are taken at their middle, rows of one counter are averaged. Default: none."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names: { counter = "...", vehicles_per_day = "...", lon = "...", lat = "..." }."""

    def request(self, folder: Path) -> InputFile | None:
        """State what geodata is asked for; the table lies beside `folder`."""
        return file_beside(folder, self.path, self.columns)


class PhaseConfig(Section):
    """`[[plan.phases]]`: one step of building, in the order of the years; nothing built is torn down."""

    year: int = Field(ge=2015, le=2060)
    """Year whose demand the phase is built for, later than that of the phase before. The last phase is of the year `fleet.year`."""
    budget_usd: NotNegative
    """Money that comes with the phase; what earlier phases leave unspent is still there."""
    district_floor: Share | None = None
    """Least share of each district's demand that this phase must serve. Default: `plan.district_floor` in the last phase, none before."""


class PlanConfig(Section):
    """`[plan]`: what is asked."""

    objective: Objective = "energy"
    """energy: most kWh served, each weighted by its worth, which falls with drive time. cost: least cost a year (annuity of chargers and ground works, operation and maintenance) that keeps the promise `coverage`. distance: least drive, each kWh times the seconds to its charger, that keeps `coverage`, at no more than `max_sites` and `budget_usd` (the p-median problem)."""
    coverage: Share = 0.0
    """Least share of all demand that must be served, 0 for no promise. The objectives cost and distance need one: without it building nothing is best."""
    then: tuple[Objective, ...] = ()
    """Further objectives in order of importance: each is optimised among the plans that keep the values of those before it, but for the share `then_give`."""
    then_give: Annotated[float, Field(ge=0, lt=1)] = 0.01
    """Share of an earlier objective's value that later ones may give up."""
    budget_usd: NotNegative = 1_000_000.0
    """Money for new sites, chargers and their grid connection. With `[[plan.phases]]` leave it out: it is the sum of theirs."""
    phases: tuple[PhaseConfig, ...] = ()
    """Building in steps, as `[[plan.phases]]`: year and budget_usd of each. `forced` sites are built in the last phase at the latest. Default: all at once."""
    last_phase_years: Positive = 1.0
    """Each phase counts for the years until the next one begins; the last one for so many (assumed)."""
    phase_discount: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Yearly rate at which later years count for less in the choice between phases."""
    max_drive_min: Positive = 10.0
    """Drivers go no farther than this, free flow by road."""
    worth_at_limit: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Worth of a kWh served at the drive limit against one at the door; in between it falls exponentially (assumed)."""
    nearest_sites: int = Field(default=20, ge=1)
    """Each zone may use its nearest so many candidate sites, and as many of the stations that stand; the proof is for the model so limited."""
    max_wait_min: Positive = 10.0
    """The waiting-time promise: in the peak hour ..."""
    wait_probability: Annotated[float, Field(gt=0, lt=1)] = 0.10
    """... at most this share of drivers waits longer than `max_wait_min`."""
    forced: tuple[str, ...] = ()
    """Site ids that must be built (at least one charger)."""
    forbidden: tuple[str, ...] = ()
    """Site ids where nothing may be added."""
    retired: tuple[str, ...] = ()
    """Ids of standing stations that are given up: their guns do not count, and their ground may be built anew like any other site."""
    min_spacing_m: NotNegative = 0.0
    """New sites keep this distance from each other, as the crow flies."""
    max_sites: int | None = Field(default=None, ge=0)
    """Most new sites. Default: no limit but the budget."""
    max_dual_share: Share | None = None
    """Largest share of the new DC cabinets that may serve two standards or more, dual or pooled; work on standing guns does not count. Default: any."""
    mandated_plugs: tuple[str, ...] = ()
    """Port families of which every new site must have a gun at least, AC or DC: ["gbt", "ccs2"]. Stations that stand are not bound by it. Default: none."""
    district_floor: Share = 0.0
    """Least share of each district's demand that must be served."""
    chargers: Annotated[tuple[str, ...], Field(min_length=1)] = (
        "dc_gbt_60",
        "dc_ccs2_60",
        "dc_dual_120",
        "ac_t2_22",
        "ac_gbt_7",
    )
    """Charger types that may be bought; ids of configs/chargers.csv."""
    cost_case: Case = "central"
    """Which price column of the catalogue: low, central (mid) or high."""
    gap: Annotated[float, Field(ge=0, lt=1)] = 0.01
    """The search stops when the plan is proven this close to the best possible. 0 asks for a proof that no plan is better, which a city seldom gets: the search then ends at the time limit, and says what gap is proven."""
    time_limit_s: Positive = 120.0
    """The search stops after so many seconds with the best plan and its proven gap. Less than one counts as one, and the search by prices builds one plan however few they are. To go without a limit give a large number and stop by Ctrl-C."""
    solver: Literal["highs", "cbc"] = "highs"
    """Solver of the exact model; cbc where PuLP finds one."""
    threads: int = Field(default=1, ge=1)
    """Threads of the exact model's solver; the search by prices takes one. Each number of threads gives its own plan every time, as long as the gap and not the clock ends the search; two numbers may give different plans, both within the gap."""
    reasons: bool = True
    """Tell for each site of the plan what would be lost without it, what keeps it from serving more, how firm its rank is, and in which order to build. Takes seconds for a hundred sites."""
    alternatives: int = Field(default=0, ge=0, le=20)
    """Other plans to look for that are nearly as good. All together take at most another `time_limit_s`."""
    alternatives_differ: int = Field(default=3, ge=1)
    """In at least so many sites each of them differs from the plan and from each other: something is built in one and nothing in the other."""
    alternatives_within: Share = 0.02
    """Share of the plan's value that an alternative may be worth less."""
    budgets: tuple[NotNegative, ...] = ()
    """Further budgets, in USD, to plan for: what dearer or cheaper would change, and the curve of cost and coverage. All together take at most another `time_limit_s`."""

    @field_validator("mandated_plugs")
    @classmethod
    def _known_plugs(cls, ports: tuple[str, ...]) -> tuple[str, ...]:
        for port in ports:
            if port not in PLUG_FAMILIES:
                raise ValueError(f"unknown port {port!r}; {nearest_known(port, [one.value for one in PLUG_FAMILIES])}")
        return tuple(dict.fromkeys(ports))

    @property
    def phase_weights(self) -> tuple[float, ...]:
        """What a kWh a day of each phase counts: its years until the next one begins, later years discounted to the first."""
        years = [phase.year for phase in self.phases]
        lasting = [*(float(after - before) for before, after in pairwise(years)), self.last_phase_years]
        rate = 1.0 + self.phase_discount
        return tuple(
            sum(rate ** -(year - years[0] + k) * min(1.0, length - k) for k in range(math.ceil(length)))
            for year, length in zip(years, lasting, strict=False)
        )

    @model_validator(mode="before")
    @classmethod
    def _one_budget(cls, data: Any) -> Any:
        """With phases the budget is the sum of theirs; one that says otherwise contradicts them."""
        phases = data.get("phases") if isinstance(data, dict) else None
        given: list[Any] = (
            [one.get("budget_usd") for one in phases if isinstance(one, dict)]
            if isinstance(phases, list | tuple)
            else []
        )
        if not given or not all(isinstance(one, int | float) and math.isfinite(one) for one in given):
            return data
        if data.get("budget_usd", sum(given)) != sum(given):
            raise ValueError(
                "budget_usd and [[plan.phases]] contradict each other; each phase has its own, take budget_usd out"
            )
        return {**data, "budget_usd": float(sum(given))}

    @model_validator(mode="after")
    def _phases_in_order(self) -> "PlanConfig":
        for number, (one, next_one) in enumerate(pairwise(self.phases), start=2):
            if next_one.year == one.year:
                raise ValueError(f"phases: two phases of {one.year}; give one phase for each year")
            if next_one.year < one.year:
                raise ValueError(
                    f"phases: phase {number} ({next_one.year}) comes before phase {number - 1} ({one.year}); put them in the order of their years"
                )
        if self.phases and (self.objective != "energy" or self.then):
            raise ValueError("phases need objective = 'energy' and nothing in then; take one of the two out")
        if self.phases and self.phases[-1].district_floor is not None:
            raise ValueError("phases: the last phase's floor is plan.district_floor; give it there only")
        return self

    @model_validator(mode="after")
    def _asks_something(self) -> "PlanConfig":
        """A minimised objective needs a promise, and objectives in order are each there once."""
        order = (self.objective, *self.then)
        if len(set(order)) < len(order):
            twice = next(one for one in order if order.count(one) > 1)
            raise ValueError(f"the objective {twice!r} is asked for twice in objective and then; name each once")
        if self.objective != "energy" and self.coverage <= 0:
            raise ValueError(
                f"objective {self.objective!r} needs coverage, the least share of demand to serve, since building nothing is best without; add for example coverage = 0.8"
            )
        return self
