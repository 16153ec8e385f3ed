"""The table `[plan]` of a configuration file with its phases; the text under each field is the manual."""

import math
from collections import Counter
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, field_validator, model_validator

from geodata.connectors import PLUG_FAMILIES
from geodata.words.vocabulary import meant
from planner.config.section import Case, NotNegative, Positive, Section, Share
from planner.support.speech import _, listed
from planner.support.spelling import nearest_known

Objective = Literal["energy", "cost", "distance"]


PROMISE: dict[str, JsonValue] = {"promise": True}
"""Marks a key that asks for something to be built or served, which doing nothing may break."""


MOST_DRIVE_MIN, MOST_USD = 600.0, 1e12
"""Limits of what a city may be asked for: larger figures are slips of the pen."""


def _family(port: str) -> str:
    """A plug family by any name that tables of vehicles may call it."""
    family = meant("port", port) or port
    if family not in PLUG_FAMILIES:
        near = nearest_known(port, [one.value for one in PLUG_FAMILIES])
        raise ValueError(_("unknown port {port!r}; {near}", port=port, near=near))
    return family


class PhaseConfig(Section):
    """`[[plan.phases]]`: one step of building, in the order of the years; nothing built is torn down."""

    year: int = Field(ge=2015, le=2060)
    """Year whose demand the phase is built for, later than that of the phase before. The last phase is of the year `fleet.year`."""
    budget_usd: NotNegative
    """Money that comes with the phase; what earlier phases leave unspent is still there."""
    district_floor: Share | None = None
    """Least share of each district's demand that this phase must serve. Default: `plan.district_floor` in the last phase, none before."""


class LockConfig(Section):
    """`[[plan.locked]]`: the chargers that are settled at a site. An edit of `plan.gpkg` that locks chargers says the same."""

    site: str
    """Id of the site."""
    chargers: Annotated[dict[str, Annotated[int, Field(ge=1)]], Field(min_length=1)]
    """How many of each charger type: { dc_ccs2_60 = 2 }."""
    hold: Literal["exactly", "at_least", "at_most"] = "exactly"
    """exactly these; at_least these, more may be added; at_most these."""


class PlanConfig(Section):
    """`[plan]`: what is asked."""

    objective: Objective = "energy"
    """energy: most kWh served, each weighted by its worth, which falls with drive time. cost: least cost a year (annuity of chargers and ground works, operation and maintenance) that keeps the promise `coverage`. distance: least drive, each kWh times the seconds to its charger, that keeps `coverage`, at no more than `max_sites` and `budget_usd` (the p-median problem)."""
    coverage: Share = Field(default=0.0, json_schema_extra=PROMISE)
    """Least share of all demand that must be served, 0 for no promise. The objectives cost and distance need one: without it building nothing is best."""
    then: tuple[Objective, ...] = ()
    """Further objectives in order of importance: each is optimised among the plans that keep the values of those before it, but for the share `then_give`."""
    then_give: Annotated[float, Field(ge=0, lt=1)] = 0.01
    """Share of an earlier objective's value that later ones may give up."""
    budget_usd: Annotated[NotNegative, Field(le=MOST_USD)] = 1_000_000.0
    """Money for new sites, chargers and their grid connection. With `[[plan.phases]]` leave it out: it is the sum of theirs."""
    phases: tuple[PhaseConfig, ...] = ()
    """Building in steps, as `[[plan.phases]]`: year and budget_usd of each. `forced` sites are built in the last phase at the latest. Default: all at once."""
    last_phase_years: Positive = 1.0
    """Each phase counts for the years until the next one begins; the last one for so many (assumed)."""
    phase_discount: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Yearly rate at which later years count for less in the choice between phases."""
    max_drive_min: Annotated[Positive, Field(le=MOST_DRIVE_MIN)] = 10.0
    """Drivers go no farther than this by road: in the peak hour, unless `traffic.peak_hour` is false."""
    worth_at_limit: Annotated[float, Field(gt=0, le=1)] = 0.5
    """Worth of a kWh served at the drive limit against one at the door; in between it falls exponentially (assumed)."""
    nearest_sites: int = Field(default=20, ge=1)
    """Each zone may use its nearest so many candidate sites, and as many of the stations that stand; the proof is for the model so limited."""
    max_fast_h: Annotated[float, Field(gt=0, le=24)] = 8.0
    """Most hours a day that a fast gun in working order is counted on to be in use (assumed, from what the busier quarter of places has: 4.8 in Dundee and 6.9 in Johannesburg, where guns stand alone, 6 to 11.3 in Shenzhen in groups)."""
    max_slow_h: Annotated[float, Field(gt=0, le=24)] = 9.0
    """The same of a slow post with its parked cars (assumed; the busier quarter has 6.2 in Sao Paulo, 7.0 in Johannesburg, 7.9 to 10.0 in Dundee, 10.7 to 12.8 in Los Angeles, 8.7 to 16.9 in Shenzhen)."""
    max_wait_min: Positive = 10.0
    """A driver who waits longer for a fast gun counts as late; what share of them is promised where `wait_probability` is given."""
    wait_probability: Annotated[float, Field(gt=0, lt=1)] | None = None
    """Most of the drivers at fast guns that may be late in the peak hour, if all of them wait. Small groups of guns then carry far less than real ones do. Default: not promised; how many find all guns taken is told of each site."""
    full_probability: Annotated[float, Field(gt=0, lt=1)] | None = None
    """Most of the drivers that may find all slow posts of a site taken at the busiest time. Default: not promised, told of each site."""
    availability: Annotated[float, Field(gt=0, le=1)] | None = None
    """Share of the time that a gun works; what those out of order would carry is not counted as served. Default: each charger's own in configs/chargers.csv, and availability_operational of configs/facts/planning_parameters.csv for guns that stand (0.95, assumed)."""
    forced: tuple[str, ...] = Field(default=(), json_schema_extra=PROMISE)
    """Site ids that must be built (at least one charger)."""
    forbidden: tuple[str, ...] = ()
    """Site ids where nothing may be added."""
    locked: tuple[LockConfig, ...] = Field(default=(), json_schema_extra=PROMISE)
    """Chargers that are settled, as `[[plan.locked]]`: site and chargers of each. With phases they stand in the last one at the latest. Default: none."""
    retired: tuple[str, ...] = ()
    """Ids of standing stations that are given up: their guns do not count, and their ground may be built anew like any other site."""
    min_spacing_m: NotNegative = 0.0
    """New sites keep this distance from each other, as the crow flies."""
    max_sites: int | None = Field(default=None, ge=0)
    """Most new sites. Default: no limit but the budget."""
    max_sites_per_district: int | None = Field(default=None, ge=0)
    """Most new sites in each district of `city.districts`; sites outside every district are not bound. Default: no limit."""
    max_dual_share: Share | None = None
    """Largest share of `budget_usd` that may be spent on new DC cabinets that serve two standards or more, dual or pooled; work on standing guns does not count. With phases it is of the money so far. Default: any."""
    mandated_plugs: tuple[str, ...] = ()
    """Port families of which every new site must have a gun at least: ["gbt", "ccs2"]. A site with a DC gun must have a DC gun of each; at a site with slow posts alone either current will do. Stations that stand are not bound by it. Default: none."""
    district_floor: Share = Field(default=0.0, json_schema_extra=PROMISE)
    """Least share of each district's demand that must be served."""
    district_floors: dict[str, Share] = Field(default={}, json_schema_extra=PROMISE)
    """Least share of the demand of single districts that must be served, by their names: { "Old town" = 0.4, "Harbour" = 0.25 }. Beside `district_floor`, which holds for all of them; with phases in the last one. Default: none."""
    plug_balance: Share = 0.75
    """Least share of what all plug families on offer are served on the average that every large one is served, fast and slow charging each by itself; 0 asks for no balance. A family counts by its cars, whatever plug they take. What stands today breaks nothing: only what is added must keep the balance."""
    plug_balance_from: Share = 0.1
    """A plug family is large from this share of a need's demand on."""
    plug_floors: dict[str, Share] = Field(default={}, json_schema_extra=PROMISE)
    """Least share of the demand of single plug families that must be served, fast and slow together: { ccs2 = 0.3 }. A family by any name that a table of vehicles may call it: tesla and ccs1 are nacs. With phases in the last one. Default: none."""
    # Either plug slow and fast, so that prices decide and not the list.
    chargers: Annotated[tuple[str, ...], Field(min_length=1)] = (
        "dc_gbt_60",
        "dc_ccs2_60",
        "dc_dual_60",
        "dc_dual_120",
        "ac_t2_7",
        "ac_t2_22",
        "ac_gbt_7",
    )
    """Charger types that may be bought; ids of configs/chargers.csv."""
    cost_case: Case = "central"
    """Which price column of the catalogue: low, central (mid) or high."""
    gap: Annotated[float, Field(ge=0, lt=1)] = 0.01
    """The search stops when the plan is proven this close to the best possible. 0 asks for a proof that no plan is better, which a city seldom gets: the search then ends at the time limit, and says what gap is proven."""
    time_limit_s: Positive = 120.0
    """The search stops after so many seconds with the best plan and its proven gap. What is compiled for the first run on a machine, up to a minute, comes on top. Less than one counts as one, and the search by prices builds one plan however few they are. To go without a limit give a large number and stop it yourself: by Ctrl-C, or on the page by its button."""
    solver: Literal["highs", "cbc"] = "highs"
    """Solver of the exact model; cbc where PuLP finds one."""
    threads: int = Field(default=1, ge=1)
    """Threads of the exact model's solver; the search by prices takes one. Two numbers may give different plans, both within the gap. Each gives its own plan every time, unless the time limit ends the search."""
    reasons: bool = True
    """Tell for each site of the plan what would be lost without it, what keeps it from serving more, and how firm its rank is. Takes seconds for a hundred sites. The rank itself, the order in which to build, is made with every plan. Also tell what the balance of plugs costs, what of the plan stays under more money, and what the first half of its order is worth."""
    alternatives: int = Field(default=0, ge=0, le=20)
    """Other plans to look for that are nearly as good. All together take at most another `time_limit_s`."""
    alternatives_differ: int = Field(default=3, ge=1)
    """In at least so many sites each of them differs from the plan and from each other: something is built in one and nothing in the other."""
    alternatives_within: Share = 0.02
    """Share of the plan's value that an alternative may be worth less."""
    budgets: tuple[NotNegative, ...] = ()
    """Further budgets, in USD, to plan for: what dearer or cheaper would change, and the curve of cost and coverage. All together take at most another `time_limit_s`."""

    @field_validator("locked")
    @classmethod
    def _locked_once(cls, locked: tuple[LockConfig, ...]) -> tuple[LockConfig, ...]:
        twice, often = next(iter(Counter(one.site for one in locked).most_common(1)), ("", 0))
        if often > 1:
            raise ValueError(_("site {twice!r} is there twice; settle its chargers once", twice=twice))
        return locked

    @field_validator("mandated_plugs")
    @classmethod
    def _known_plugs(cls, ports: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(_family, ports)))

    @field_validator("plug_floors")
    @classmethod
    def _known_families(cls, floors: dict[str, float]) -> dict[str, float]:
        named = [_family(port) for port in floors]
        if twice := [port for port, family in zip(floors, named, strict=True) if named.count(family) > 1]:
            raise ValueError(
                _(
                    "{names} are one plug family, {family}; give it one share",
                    names=listed(twice),
                    family=_family(twice[0]),
                )
            )
        return dict(zip(named, floors.values(), strict=True))

    @classmethod
    def promises_off(cls) -> dict[str, Any]:
        """Keys that ask for something to be built or served, each with the value that asks for nothing."""
        marked = {name: one for name, one in cls.model_fields.items() if one.json_schema_extra == PROMISE}
        return {name: one.default for name, one in marked.items()}

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
                _("budget_usd and [[plan.phases]] contradict each other; each phase has its own, take budget_usd out")
            )
        return {**data, "budget_usd": float(sum(given))}

    @model_validator(mode="after")
    def _phases_in_order(self) -> "PlanConfig":
        for number, (one, next_one) in enumerate(pairwise(self.phases), start=2):
            if next_one.year == one.year:
                raise ValueError(_("phases: two phases of {year}; give one phase for each year", year=str(one.year)))
            if next_one.year < one.year:
                raise ValueError(
                    _(
                        "phases: phase {number} ({year}) comes before phase {before} ({year_before}); put them in the order of their years",
                        number=number,
                        year=str(next_one.year),
                        before=number - 1,
                        year_before=str(one.year),
                    )
                )
        if self.phases and (self.objective != "energy" or self.then):
            raise ValueError(_("phases need objective = 'energy' and nothing in then; take one of the two out"))
        if self.phases and self.phases[-1].district_floor is not None:
            raise ValueError(_("phases: the last phase's floor is plan.district_floor; give it there only"))
        return self

    @model_validator(mode="after")
    def _asks_something(self) -> "PlanConfig":
        """A minimised objective needs a promise, and objectives in order are each there once."""
        order = (self.objective, *self.then)
        if len(set(order)) < len(order):
            twice = next(one for one in order if order.count(one) > 1)
            raise ValueError(
                _("the objective {twice!r} is asked for twice in objective and then; name each once", twice=twice)
            )
        if self.objective != "energy" and self.coverage <= 0:
            raise ValueError(
                _(
                    "objective {objective!r} needs coverage, the least share of demand to serve, since building nothing is best without; add for example coverage = 0.8",
                    objective=self.objective,
                )
            )
        return self
