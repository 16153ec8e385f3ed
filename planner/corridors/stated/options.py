"""Stations on offer at a place: guns by plug family, their price with ground works and grid step, and what their queues carry."""

import math
from dataclasses import dataclass
from itertools import combinations

from geodata.connectors import Current, PortFamily
from planner.catalogue.chargers import ChargerType, charger_types
from planner.catalogue.costs import Costs, Steps, steps_of
from planner.catalogue.facts import fact_rows
from planner.corridors.facts.range import Car
from planner.corridors.question.places import Cabinets, StationOption
from planner.corridors.sections.stations import OptionsConfig
from planner.errors import ConfigError
from planner.network.pool import Pool
from planner.network.pools import POWER_STEPS_KW
from planner.network.service_level import ServiceLevel
from planner.support.speech import _

PROFILE = "public_dc_private"


@dataclass(frozen=True)
class Sessions:
    """A mean session on the way: kWh, kW at a gun that gives as much, and the share of a day's sessions in its busiest hour."""

    kwh: float
    kw: float
    peak_hour_share: float


def sessions_of(config: OptionsConfig, cars: list[tuple[Car, float]], cold_kw_factor: float) -> Sessions:
    """Mean session of cars with their shares, at the power of the coldest season."""
    whole = sum(share for _, share in cars)
    kwh = sum(car.usable_kwh * share for car, share in cars) / whole * config.session_share
    kw = sum(car.session_kw * share for car, share in cars) / whole * cold_kw_factor
    profile = [float(row[PROFILE]) for row in fact_rows("arrival_profiles")]
    peak = max(profile) / sum(profile) if config.peak_hour_share is None else config.peak_hour_share
    return Sessions(kwh, kw, peak)


class Offers:
    """Makes the stations on offer.

    Parameters
    ----------
    config : OptionsConfig
    families : tuple of str
    shares : tuple of float
        Of the cars, by family: the family with most may have the more guns of an uneven station.
    sessions : Sessions
    alike : bool
        Whatever the shares: either of two families may have the more guns, so that questions with other shares offer the same stations.
    """

    def __init__(
        self,
        config: OptionsConfig,
        families: tuple[str, ...],
        shares: tuple[float, ...],
        sessions: Sessions,
        *,
        alike: bool = False,
    ) -> None:
        self.alike = alike
        self.config, self.families, self.shares, self.sessions = config, families, shares, sessions
        self.steps: Steps = steps_of(config.grid, config.cost_case)
        self.costs = Costs(0.0, 0.0, self.steps)
        self.level = ServiceLevel(24.0, 24.0, config.max_wait_min, config.wait_probability)
        self._cabinets = {name: self._cabinet(name) for name in self._wanted()}
        self._carried: dict[tuple[str, str, int], float] = {}

    def _wanted(self) -> list[str]:
        pairs = ["+".join(sorted(pair, reverse=True)) for pair in combinations(self.families, 2)]
        return [*self.families, *(name for pair in pairs if (name := _called(pair, self.config.chargers)))]

    def _cabinet(self, name: str) -> ChargerType:
        if name not in self.config.chargers:
            raise ConfigError(
                _("corridors.stations.chargers: no cabinet for {name!r}; name one of configs/chargers.csv", name=name)
            )
        kind = charger_types((self.config.chargers[name],), self.config.cost_case)[0]
        wanted = set(name.split("+"))
        served = {family.value for one in kind.connectors if (family := one.family) and one.current is Current.DC}
        if not wanted <= served:
            raise ConfigError(
                _(
                    "corridors.stations.chargers: {charger!r} has no DC gun for {families}; name another for {name!r}",
                    charger=kind.id,
                    families=", ".join(sorted(wanted - served)),
                    name=name,
                )
            )
        return kind

    @property
    def cabinets(self) -> tuple[ChargerType, ...]:
        """Kinds of which stations are made."""
        return tuple(dict.fromkeys(self._cabinets.values()))

    def at(self, cable_m: float) -> tuple[StationOption, ...]:
        """All stations that the grid's steps can feed, with a cable of so many metres; the least guns first."""
        made = [one for total in sorted(self.config.guns) for one in self._of(total, cable_m)]
        return tuple(one for one in made if math.isfinite(one.cost_usd))

    def _of(self, total: int, cable_m: float) -> list[StationOption]:
        out = [self._station({family: total // 2}, cable_m) for family in self.families]
        for one, other in combinations(sorted(self.families, key=self._share, reverse=True), 2):
            both = _called(f"{one}+{other}", self.config.chargers)
            if total % 4 == 0:
                out.append(self._station({one: total // 4, other: total // 4}, cable_m))
            elif both:
                out.append(self._station({both: total // 2}, cable_m))
            if total > 4:
                out.append(self._station({one: total // 2 - 1, other: 1}, cable_m))
                out += [self._station({other: total // 2 - 1, one: 1}, cable_m)] if self.alike else []
        return out

    def _share(self, family: str) -> float:
        return self.shares[self.families.index(family)]

    def _station(self, cabinets: dict[str, int], cable_m: float) -> StationOption:
        guns = dict.fromkeys(self.families, 0)
        carried = dict.fromkeys(self.families, 0.0)
        kw = usd = 0.0
        built = list[Cabinets]()
        for name, count in cabinets.items():
            kind = self._cabinets[name]
            own = [self._guns(kind, family) if family in name.split("+") else 0 for family in self.families]
            built.append(Cabinets(kind.id, count, kind.power_kw, tuple(own)))
            kw += kind.power_kw * count
            usd += self.costs.charger_usd(kind) * count
            for family in name.split("+"):
                mine = count * self._guns(kind, family)
                guns[family] += mine
                carried[family] += self._carries(name, family, mine)
        grid_usd = self.steps.connection_usd(kw, cable_m)
        label = " + ".join(f"{guns[family]} {family}" for family in self.families if guns[family])
        return StationOption(
            key=label,
            guns=tuple(guns.values()),
            kw=min(self._cabinets[name].power_kw for name in cabinets),
            bays=sum(guns.values()),
            cost_usd=usd + self.config.site_cost_usd + grid_usd,
            kwh_per_day=tuple(carried.values()),
            grid_kw=kw,
            cabinets=tuple(built),
            ground_usd=self.config.site_cost_usd,
            grid_usd=grid_usd,
        )

    @staticmethod
    def _guns(kind: ChargerType, family: str) -> int:
        return sum(1 for one in kind.connectors if one.family == family and one.current is Current.DC)

    def _carries(self, name: str, family: str, guns: int) -> float:
        """KWh a day of the queue of a family at cabinets that share their power among all their guns."""
        key = (name, family, guns)
        if key not in self._carried:
            kind = self._cabinets[name]
            dc = sum(1 for one in kind.connectors if one.current is Current.DC)
            per_gun = kind.power_kw / dc
            self._carried[key] = self.carries(family, guns, kind.power_kw, per_gun, kind.availability)
        return self._carried[key]

    def carries(self, family: str, guns: int, gun_kw: float, least_kw: float, availability: float) -> float:
        """KWh a day of guns of one family, each of `gun_kw` alone and of `least_kw` when all of its cabinet are busy."""
        if guns == 0:
            return 0.0
        kw = min(_step_down(gun_kw), self.sessions.kw)
        minutes = self.sessions.kwh / kw * 60.0 + self.config.plug_in_min
        pool = Pool(
            (PortFamily(family),),
            Current.DC,
            kw,
            self.sessions.kwh,
            minutes,
            self.sessions.peak_hour_share,
            self.sessions.peak_hour_share * minutes / 60.0,
            availability=availability,
        )
        return pool.carries(guns, max(0.0, kw - least_kw) * guns, self.level)


def _called(pair: str, chargers: dict[str, str]) -> str:
    """Key under which a pair of families has its cabinet, in either order; empty where it has none."""
    one, other = pair.split("+")
    return next((name for name in (f"{one}+{other}", f"{other}+{one}") if name in chargers), "")


def _step_down(kw: float) -> float:
    return float(max((step for step in POWER_STEPS_KW if step <= kw + 1e-9), default=kw))
