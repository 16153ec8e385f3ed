"""What a plan assumes beside its inputs: prices of connections, worth of a drive, speeds."""

from geodata.report import Assumption
from planner.catalogue.price_cases import case_words
from planner.config.grid import GridConfig
from planner.network.upgrades import upgrade_assumptions
from planner.question import Question
from planner.studies.coming import coming_assumptions
from planner.support.speech import _


def promises_assumed(question: Question) -> list[Assumption]:
    """What a plan assumes of prices, drives and speeds, with the source of each."""
    ask, grid = question.scenario.plan, question.scenario.grid
    return [
        *connection_assumed(question, grid),
        *upgrade_assumptions(question.chargers),
        *coming_assumptions(question),
        Assumption(
            _("worth of a kWh at the drive limit against one at the door"),
            _("{value:g}", value=ask.worth_at_limit),
            "plan.worth_at_limit",
        ),
        Assumption(
            _("prices of chargers"),
            _("{cost_case} case of the catalogue", cost_case=case_words(ask.cost_case)),
            _("configs/chargers.csv, a source for each"),
        ),
        Assumption(
            _("driving speeds"),
            _("without congestion by road class, below posted limits, slowed to the peak hour")
            if question.scenario.traffic.peak_hour
            else _("without congestion by road class, below posted limits"),
            _("geodata/osm/tags.py; no speeds were measured")
            if question.scenario.traffic.speeds is None
            else _(
                "geodata/osm/tags.py; speeds of the peak hour as given for the road classes of {table}",
                table=question.scenario.traffic.speeds,
            ),
        ),
    ]


def connection_assumed(question: Question, grid: GridConfig) -> list[Assumption]:
    """What a connection costs, by the kW or in steps."""
    steps = question.costs.steps
    if steps is None:
        source = "configs/facts/planning_parameters.csv, grid_connection_capex"
        return [
            Assumption(
                _("connecting one kW to the grid"),
                _("{connection_usd_per_kw:g} USD", connection_usd_per_kw=grid.connection_usd_per_kw),
                source,
            )
        ]
    prices = ", ".join(f"{kva:g} kVA {usd:,.0f} USD" for kva, usd in zip(grid.steps_kva, steps.usd, strict=True))
    priced = "grid.step_usd" if grid.step_usd is not None else "configs/facts/grid_connection_steps.csv"
    cable = "grid.cable_usd_per_m"
    if grid.cable_usd_per_m is None:
        cable = "configs/facts/planning_parameters.csv, grid_cable_capex"
    return [
        Assumption(_("connecting a site to the grid, once for all its new power"), prices, priced),
        Assumption(
            _("cable from the nearest substation"),
            _("{cable_usd_per_m:g} USD per m", cable_usd_per_m=steps.cable_usd_per_m),
            cable,
        ),
    ]
