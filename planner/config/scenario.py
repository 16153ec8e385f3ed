"""The question: one TOML file, frozen, unknown keys refused; each of its tables is a file of this folder."""

from pathlib import Path
from typing import Any

from pydantic import PrivateAttr, model_validator

from geodata.errors import one_line
from planner.config.buses import BusesConfig
from planner.config.city import CityConfig
from planner.config.coming import ComingConfig
from planner.config.compare import CompareConfig
from planner.config.demand import DemandConfig
from planner.config.fleet import FleetConfig, MixValue
from planner.config.gates import GatesConfig
from planner.config.given import called_assumed, given_in
from planner.config.grid import GridConfig
from planner.config.inventory import InventoryConfig
from planner.config.output import OutputConfig
from planner.config.plan import PlanConfig
from planner.config.reading import is_country, section_from, tables_of
from planner.config.section import Section
from planner.config.sessions import SessionsConfig
from planner.config.simulation import SimulationConfig
from planner.config.sites import SitesConfig
from planner.config.stations import StationsConfig
from planner.config.tariff import TariffConfig
from planner.config.traffic import TrafficConfig
from planner.config.upgrades import UpgradesConfig
from planner.errors import ConfigError
from planner.support.speech import _

COUNTRY_MIXES = ("kz", "uz", "kg", "tj", "tm")
"""Countries whose mix is assumed in configs/mixes."""
FADES_AFTER = 5
"""Years after the planning year at which a standard is taken to have faded, where nobody says (assumed)."""


class Scenario(Section):
    """One planning question, as a TOML file states it."""

    name: str = "Charging plan"
    """Title of the plan."""
    city: CityConfig
    stations: tuple[StationsConfig, ...] = ()
    sessions: tuple[SessionsConfig, ...] = ()
    inventory: InventoryConfig = InventoryConfig()
    fleet: FleetConfig = FleetConfig()
    demand: DemandConfig = DemandConfig()
    sites: SitesConfig = SitesConfig()
    grid: GridConfig = GridConfig()
    gates: GatesConfig = GatesConfig()
    upgrades: UpgradesConfig = UpgradesConfig()
    traffic: TrafficConfig = TrafficConfig()
    buses: BusesConfig = BusesConfig()
    plan: PlanConfig = PlanConfig()
    simulation: SimulationConfig = SimulationConfig()
    coming: ComingConfig = ComingConfig()
    tariff: TariffConfig = TariffConfig()
    compare: CompareConfig = CompareConfig()
    output: OutputConfig = OutputConfig()
    _folder: Path = PrivateAttr(default=Path())
    _called_assumed: frozenset[str] = PrivateAttr(default=frozenset())

    @model_validator(mode="after")
    def _last_phase_is_the_planning_year(self) -> "Scenario":
        if self.plan.phases and self.plan.phases[-1].year != self.fleet.year:
            raise ValueError(
                _(
                    "the last of plan.phases is {last} and fleet.year is {year}: the plan is made for the last phase; set fleet.year to its year",
                    last=str(self.plan.phases[-1].year),
                    year=str(self.fleet.year),
                )
            )
        return self

    @property
    def mix(self) -> MixValue:
        """Port shares in force: the scenario's, else its country's, else balanced."""
        own = self.city.country.lower()
        return self.fleet.mix if self.fleet.mix is not None else own if own in COUNTRY_MIXES else "balanced"

    @property
    def called_assumed(self) -> frozenset[str]:
        """Keys whose values the file itself calls assumed, dotted."""
        return self._called_assumed

    @property
    def given(self) -> tuple[str, ...]:
        """Keys that are given, dotted, those too whose values are as they would be by default; none that the file calls assumed."""
        return tuple(sorted(given_in(self) - self._called_assumed))

    @property
    def fade_year(self) -> int:
        """Year from which a standard is taken to have faded."""
        return self.fleet.year + FADES_AFTER if self.compare.fade_year is None else self.compare.fade_year

    def path(self, value: str) -> Path:
        """Path as written in the file, taken relative to the file."""
        return self._folder / value

    def with_mix(self, mix: MixValue) -> "Scenario":
        """Return the scenario with another mix of ports."""
        return self._changed(fleet=self.fleet.model_copy(update={"mix": mix}))

    def with_plan(self, **changes: Any) -> "Scenario":
        """Return the scenario with other keys of `[plan]`; another budget drops the phases."""
        if "budget_usd" in changes:
            changes = {"phases": (), **changes}
        return self._changed(plan=PlanConfig.model_validate({**self.plan.model_dump(exclude_unset=True), **changes}))

    def with_sites(self, **changes: Any) -> "Scenario":
        """Return the scenario with other keys of `[sites]`."""
        return self._changed(sites=SitesConfig.model_validate({**self.sites.model_dump(exclude_unset=True), **changes}))

    def without_promises(self) -> "Scenario":
        """Return the same question with nothing asked to be built or served: the most energy is the aim."""
        return self.with_plan(objective="energy", then=(), **PlanConfig.promises_off())

    def without_promises_or_balance(self) -> "Scenario":
        """As `without_promises`, and with no balance of plugs either, which may hold energy back as promises do."""
        return self.without_promises().with_plan(plug_balance=0.0)

    def with_simulation(self, **changes: Any) -> "Scenario":
        """Return the scenario with other keys of `[simulation]`."""
        return self._changed(
            simulation=SimulationConfig.model_validate({**self.simulation.model_dump(exclude_unset=True), **changes})
        )

    def with_languages(self, *codes: str) -> "Scenario":
        """Return the scenario with outputs in other languages."""
        return self._changed(
            output=OutputConfig.model_validate({**self.output.model_dump(exclude_unset=True), "languages": codes})
        )

    def _changed(self, **sections: Section) -> "Scenario":
        return self.model_copy(update=dict(sections)).beside(self._folder)

    def beside(self, folder: Path) -> "Scenario":
        """Return the scenario with its paths taken relative to `folder`."""
        other = self.model_copy()
        other._folder = folder  # noqa: SLF001  # a copy of this very class
        return other

    def calling_assumed(self, keys: frozenset[str]) -> "Scenario":
        """Return the scenario with these keys as `called_assumed`."""
        other = self.model_copy()
        other._called_assumed = keys  # noqa: SLF001  # a copy of this very class
        return other


def load_scenario(path: str | Path) -> Scenario:
    """Read and check a configuration file.

    Raises
    ------
    ConfigError
        The file is missing, not TOML, has an unknown key (the nearest known one is named) or a value out of range.
    """
    made = scenario_from(tables_of(path), where=one_line(str(path)), folder=Path(path).parent)
    return made.calling_assumed(called_assumed(Path(path).read_text(encoding="utf-8-sig")))


def scenario_from(data: dict[str, Any], *, where: str = "configuration", folder: Path = Path()) -> Scenario:
    """Build a scenario from a plain table; errors as `load_scenario`."""
    if is_country(data):
        raise ConfigError(
            _("{name}: the configuration of a country; 'evplan check' checks it, 'evplan country' plans it", name=where)
        )
    return section_from(Scenario, data, where=where).beside(folder)
