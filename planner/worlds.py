"""The worlds of a comparison (scenarios of the future): a mix, a row of `[[compare.worlds]]` or a scenario file, each a whole scenario."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from geodata.connectors import PortFamily
from planner.catalogue.mix_words import mix_label
from planner.catalogue.mixes import Mix, is_table, mix_names, mix_of
from planner.config.compare import DEFAULT_MIXES, WorldConfig
from planner.config.levers import levers_between, with_levers
from planner.config.scenario import Scenario, load_scenario
from planner.errors import ConfigError
from planner.support.latin import in_latin
from planner.support.speech import _, joined
from planner.support.spelling import nearest_known

PLANS = ("hedged", "expected")
"""Folders of the plans that belong to no world."""
DEVICES = frozenset(("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))))
"""No folder can have these names on Windows, where they are devices."""
MOST = 100
"""Most worlds of one comparison: every plan is played in every world, so work grows with their square."""
SUM_WITHIN = 1e-6
"""How near to one probabilities must sum."""


@dataclass(frozen=True)
class World:
    """One future that is compared.

    Parameters
    ----------
    name : str
        Name of its folder: letters, digits, _ and -.
    label : str
        For people.
    scenario : Scenario
        The configuration in this world.
    probability : float or None
    note : str
        What is assumed about it, in words.
    changes : tuple of str
        Keys that differ from the configuration, in words: ``"fleet.mix = gbt_heavy"``.
    """

    name: str
    label: str
    scenario: Scenario
    probability: float | None
    note: str
    changes: tuple[str, ...]

    @property
    def words(self) -> str:
        """What people call it: a mix of the program by its words, any other by its label."""
        return mix_label(self.name) if self.name in mix_names() else self.label


@dataclass(frozen=True)
class Refused:
    """A world that cannot be compared, while the others still are; `why` is one clear line."""

    name: str
    why: str


def worlds_of(
    scenario: Scenario, mixes: Sequence[str] = (), files: Sequence[Path] = ()
) -> tuple[tuple[World, ...], tuple[Refused, ...]]:
    """Worlds to compare, mixes first, then the rows of `[[compare.worlds]]`, then files, and those that cannot be.

    Parameters
    ----------
    scenario : Scenario
    mixes : sequence of str
        Names in configs/mixes, tables of port shares, or rows of `[[compare.worlds]]`; without any what `[compare]` says.
    files : sequence of Path
        Further scenarios.

    Raises
    ------
    ConfigError
        A name in `mixes` that no mix has, or too many worlds, which is told before anything is planned. Probabilities that are given for some worlds only, or do not sum to one.
    """
    rows = {row.name: row for row in scenario.compare.worlds}
    configured = scenario.compare.mixes
    named = mixes or (configured if configured is not None else () if files else DEFAULT_MIXES)
    wrong = [why for name in mixes if (why := _unknown(name, rows))]
    if wrong:
        raise ConfigError("; ".join(wrong))
    makers: list[tuple[str, Callable[[], World]]] = [
        *((_name_of(name), _maker_of_name(scenario, name, rows, typed=bool(mixes))) for name in named),
        *((name, _maker_of_row(scenario, row)) for name, row in rows.items() if not mixes and name not in named),
        *((_folder_name(file.stem), _maker_of_file(scenario, file)) for file in files),
    ]
    if len(makers) > MOST:
        raise ConfigError(
            _(
                "compare.worlds: {count:,} worlds are asked for, whose plans would be worked out in {count_2:,} pairs; at most {most} are compared at a time: leave some out, or compare them in parts",
                count=len(makers),
                count_2=len(makers) ** 2,
                most=MOST,
            )
        )
    found: list[World] = []
    refused: list[Refused] = []
    for name, make in makers:
        try:
            found.append(_once(make(), found))
        except ConfigError as error:
            refused.append(Refused(name, str(error)))
    return _with_probabilities(found, refused, scenario), tuple(refused)


def _maker_of_name(scenario: Scenario, name: str, rows: dict[str, WorldConfig], typed: bool) -> Callable[[], World]:
    def make() -> World:
        if name in rows:
            return _of_row(scenario, rows[name])
        if is_table(name):
            return _of_table(scenario, _placed(scenario, name) if typed else name)
        if why := _unknown(name, rows):
            raise ConfigError(why)
        return _of_mix(scenario, name)

    return make


def _unknown(name: str, rows: Mapping[str, WorldConfig]) -> str:
    """What is wrong with a name that no mix, table or row has; empty of one that is known."""
    if name in rows or is_table(name) or name in mix_names():
        return ""
    return _("unknown mix {name!r}; {nearest}", name=name, nearest=nearest_known(name, (*mix_names(), *rows)))


def _placed(scenario: Scenario, name: str) -> str:
    """Path of a file named on the command line, relative to the folder of the configuration: that folder comes first, then the one that the command is given in."""
    if os.path.isfile(scenario.path(name)) or not os.path.isfile(name):  # noqa: PTH113  (which says no to a name that no file can have)
        return name
    try:
        return os.path.relpath(name, scenario.path(""))
    except ValueError:  # another drive
        return str(Path(name).resolve())


def _maker_of_row(scenario: Scenario, row: WorldConfig) -> Callable[[], World]:
    return lambda: _of_row(scenario, row)


def _maker_of_file(scenario: Scenario, file: Path) -> Callable[[], World]:
    return lambda: _of_file(scenario, file)


def _of_mix(scenario: Scenario, name: str) -> World:
    asked = scenario.with_mix(name)
    mix = mix_of(asked)
    return World(name, mix.label, asked, None, _assumed(asked, mix), (f"fleet.mix = {name}",))


def _of_table(scenario: Scenario, file: str) -> World:
    return replace(_of_mix(scenario, file), name=_name_of(file))


def _of_row(scenario: Scenario, row: WorldConfig) -> World:
    where = f"compare.worlds, {row.name}"
    if row.name.casefold() in DEVICES:
        raise ConfigError(_("{where}: no folder can have this name on Windows; choose another", where=where))
    if row.name in (*mix_names(), *PLANS):
        raise ConfigError(
            _("{where}: the name is taken by a mix or a plan of the program; choose another", where=where)
        )
    asked = scenario if row.mix is None else scenario.with_mix(row.mix)
    asked = with_levers(asked, row.set, where=where) if row.set else asked
    return World(
        row.name, row.label or row.name, asked, row.probability, _note(asked, where), levers_between(scenario, asked)
    )


def _of_file(scenario: Scenario, file: Path) -> World:
    asked = load_scenario(file)
    changes = levers_between(scenario, asked)
    # A copy of the configuration that kept its title is told apart by its file.
    label = asked.name if asked.name != scenario.name else file.stem
    return World(_folder_name(file.stem), label, asked, None, _note(asked, str(file)), changes)


def _note(asked: Scenario, where: str) -> str:
    try:
        return _assumed(asked, mix_of(asked))
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from None


def _assumed(asked: Scenario, mix: Mix) -> str:
    """Assumptions about the vehicles of a world: ports, and shares with an adapter."""
    adapters = (
        _(
            "{share:percent} of {label} have a {current} adapter to {label_2}, by which a kWh is worth {worth:g} (assumed)",
            share=one.share,
            label=PortFamily(one.port).label,
            current=one.current,
            label_2=PortFamily(one.to).label,
            worth=one.worth,
        )
        for one in asked.fleet.adapters
    )
    return joined("; ", (mix.note(asked.fleet.year), *adapters))


def _name_of(mix: str) -> str:
    """Name of the world of a mix, whether the mix can be read or not."""
    return _folder_name(Path(mix).stem) if is_table(mix) else mix


def _folder_name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", in_latin(text)).strip("_") or "world"


def _once(world: World, found: Sequence[World]) -> World:
    """Return the world under a name that is not taken: files of one name are numbered, any other duplicate is refused."""
    taken = {one.name.casefold() for one in found} | set(PLANS) | DEVICES
    if world.name.casefold() not in taken:
        return world
    same = next((one for one in found if one.scenario == world.scenario and one.name == world.name), None)
    if same is not None:
        raise ConfigError(_("{name!r} is there twice; it is compared once", name=world.name))
    number = next(n for n in range(2, len(found) + 4) if f"{world.name}_{n}".casefold() not in taken)
    return replace(world, name=f"{world.name}_{number}")


def _by_folder(table: Mapping[str, float], called: Sequence[str]) -> dict[str, float]:
    """Read names of files as the names of their worlds: "мои доли.csv" or "мои доли" stands for moi_doli."""
    out: dict[str, float] = {}
    for name, chance in table.items():
        known = name if name in called else next((one for one in _spellings(name) if one in called), name)
        if known in out:
            raise ConfigError(
                _("compare.probabilities: {known!r} is there twice, once as {name!r}; keep one", known=known, name=name)
            )
        out[known] = chance
    return out


def _spellings(name: str) -> tuple[str, ...]:
    return (_folder_name(name), _folder_name(Path(name).stem))


def _with_probabilities(found: Sequence[World], refused: Sequence[Refused], scenario: Scenario) -> tuple[World, ...]:
    """Give each world its probability, if all have one; those of worlds that were refused go to the others in proportion."""
    called = [*(world.name for world in found), *(one.name for one in refused)]
    table = _by_folder(scenario.compare.probabilities, called)
    for world in found:
        if world.probability is not None and world.name in table:
            raise ConfigError(
                _(
                    "compare.probabilities: {name!r} has one there and another in its row of [[compare.worlds]]; keep one",
                    name=world.name,
                )
            )
    known = {*mix_names(), *called, *(row.name for row in scenario.compare.worlds)}
    for name in table:
        if name not in known:
            raise ConfigError(
                _(
                    "compare.probabilities: no world is called {name!r}; {nearest_known}",
                    name=name,
                    nearest_known=nearest_known(name, known),
                )
            )
    own = {row.name: row.probability for row in scenario.compare.worlds}
    chance = {world.name: table.get(world.name, world.probability) for world in found}
    lost = {one.name: table.get(one.name, own.get(one.name)) for one in refused}
    if all(p is None for p in chance.values()):
        return tuple(found)
    without = [name for name, p in chance.items() if p is None]
    if without:
        raise ConfigError(
            _(
                "compare.probabilities: none is given for {without}; give one for every world that is compared, or for none",
                without=", ".join(without),
            )
        )
    given = {name: p for name, p in (chance | lost).items() if p is not None}
    if abs(sum(given.values()) - 1.0) > SUM_WITHIN:
        listed = ", ".join(f"{name} {p:g}" for name, p in given.items())
        raise ConfigError(
            _(
                "compare.probabilities: {listed} sum to {sum:g}; they must sum to 1",
                listed=listed,
                sum=sum(given.values()),
            )
        )
    left = sum(p for p in chance.values() if p is not None)
    if left <= 0:
        raise ConfigError(
            _("compare.probabilities: the worlds that can be compared all have probability 0; change one")
        )
    return tuple(replace(world, probability=(chance[world.name] or 0.0) / left) for world in found)
