"""Sentences and tables of the report, made from the numbers. Plain text: the template escapes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from planner.audit.scorecard import Scorecard
from planner.dossier.dossier import Dossier
from planner.output.shared import reality
from planner.output.shared.shortfall import unspent
from planner.output.shared.words import connector_label, energy, money, number, percent, share_of
from planner.plan import Sense
from planner.support.amounts import counted, rounded_down


@dataclass(frozen=True)
class Served:
    """One row of service: demand, served if nothing is built, and served by the plan; kWh per day.

    `waited` is what would be served if nothing is built and drivers wait however long; None where that was not filed.
    """

    name: str
    demand: float
    before: float
    after: float
    waited: float | None = None

    @property
    def unserved(self) -> float:
        """Unserved with the plan built."""
        return max(0.0, self.demand - self.after)

    @property
    def before_share(self) -> float | None:
        """Share served if nothing is built."""
        return share_of(self.before, self.demand)

    @property
    def waited_share(self) -> float | None:
        """Share served if nothing is built and drivers wait however long."""
        return None if self.waited is None else share_of(self.waited, self.demand)

    @property
    def after_share(self) -> float | None:
        """Share served by the plan."""
        return share_of(self.after, self.demand)


def lead(dossier: Dossier) -> list[str]:
    """The few sentences a council member reads first."""
    card, nothing = dossier.scorecard, dossier.do_nothing
    demand = f"In {dossier.year} electric vehicles in {dossier.city} are expected to look for {energy(card.total_demand_kwh)} kWh at public chargers on the design day{design_day(dossier)}."
    before, unknown = reality.served_today(dossier), reality.is_unknown(dossier.reality)
    works = sum(card.works.values())
    if card.chargers == 0 and works == 0:
        return [demand, before, nothing_built(dossier)]
    places = f"{counted(card.new_sites, 'new site')} and {counted(card.upgraded_sites, 'upgraded station')}"
    left = unspent(dossier)
    return [
        demand,
        before,
        f"We propose {counted(card.chargers, 'new charger' if works else 'charger')}{f' and work on {counted(works, _GUN)}' if works else ''} at {places} for {money(card.cost_usd)}.",
        f"Together with what {'is on file' if unknown else 'stands'} they serve {percent(card.coverage)}, {energy(card.total_served_kwh - nothing.total_served_kwh)} kWh a day more than {'that alone' if unknown else 'today'}.",
        *holds_in_draws(dossier),
        *([left] if left else []),
    ]


def holds_in_draws(dossier: Dossier) -> list[str]:
    """How much of all that is promised is served in nine of ten draws of the assumed figures, in a sentence; none where it was not drawn."""
    bands = dossier.studies.get("bands")
    if not bands:
        return []
    served = (bands[f"served_{name}_kwh_per_day"] for name in ("p10", "p50"))
    low, middle = (energy(rounded_down(kwh, 1 if kwh < 100 else 0)) for kwh in served)
    return [
        f"Of the {energy(bands['promised_kwh_per_day'])} kWh a day that this makes in all, at least {low} are served in nine of ten draws of the assumed figures and of unlike places, and {middle} in half of them."
    ]


_GUN = "standing gun"


def design_day(dossier: Dossier) -> str:
    """One sentence on the temperature of the design day."""
    degrees = dossier.configuration.get("fleet", {}).get("temperature_c")
    return "" if degrees is None else f" ({degrees:g} °C)".replace("-", "−")


def nothing_built(dossier: Dossier) -> str:
    """One sentence on an empty plan and the price of getting started."""
    price = dossier.cheapest_step_usd
    if dossier.proof.sense is Sense.MIN:
        return "This plan builds nothing: what stands keeps the promised coverage."
    if price is None:
        return "This plan builds nothing: no charger that may be bought would serve anybody who is not served already."
    return f"This plan builds nothing: the cheapest useful step would cost {money(price)}."


def rows_by(
    demand: Mapping[str, float],
    after: Mapping[str, float],
    before: Mapping[str, float],
    label: Callable[[str], str],
    waited: Mapping[str, float] | None = None,
) -> list[Served]:
    """One row a key with any demand, and a last one with the total where there are several."""
    rows = [
        Served(
            label(name),
            kwh,
            before.get(name, 0.0),
            after.get(name, 0.0),
            None if waited is None else waited.get(name, 0.0),
        )
        for name, kwh in demand.items()
        if kwh > 0
    ]
    if len(rows) > 1:
        asked, had, got = (sum(getattr(row, part) for row in rows) for part in ("demand", "before", "after"))
        rows.append(
            Served("All together", asked, had, got, None if waited is None else sum(row.waited or 0.0 for row in rows))
        )
    return rows


def cost_rows(card: Scorecard) -> list[tuple[str, str, str]]:
    """Part, dollars, share of the whole."""
    return [
        (name, money(usd), percent(share_of(usd, card.cost_usd))) for name, usd in card.cost_parts_usd.items() if usd
    ]


def plug_rows(card: Scorecard) -> list[tuple[str, int, int]]:
    """Plug, standing, added."""
    names = sorted({*card.plugs_standing, *card.plugs_added}, key=connector_label)
    return [
        (connector_label(name), int(card.plugs_standing.get(name, 0)), int(card.plugs_added.get(name, 0)))
        for name in names
    ]


def unreached(dossier: Dossier) -> str | None:
    """One sentence on zones with demand and no service at all."""
    zones = dossier.zones
    empty = zones[(zones["demand_kwh"] > 0) & (zones["served_kwh"] <= 1e-9)]
    if empty.empty:
        return None
    return (
        f"{counted(len(empty), 'zone')} with {energy(float(empty['demand_kwh'].sum()))} kWh a day ({percent(share_of(float(empty['demand_kwh'].sum()), dossier.scorecard.total_demand_kwh), 1)} of the demand)"
        f" and {number(float(empty['population'].sum()))} people get nothing from this plan."
    )
