"""Scenarios of a project: TOML files that the command line reads too, made, changed key by key, compared, and brought back."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.config.scenario import Scenario, load_scenario, scenario_from
from planner.errors import ConfigError, MissingThingError, PlannerError, ProjectError
from planner.project.change import Change, Thing, What
from planner.project.differences import Difference, differences
from planner.project.files import ProjectFile
from planner.project.folder import SCENARIOS, Folder, safe_name
from planner.project.history import History, State, made_again
from planner.project.named_files import file_of, files_named, found_here, refuse_outside, with_file
from planner.project.scenario_folder import EDITS_ENDING, ENDING, MOST_EDITS_BYTES, ScenarioFolder, loaded
from planner.project.toml_text import with_keys, with_texts
from planner.support.speech import _, told

SCENARIO, EDITS = "scenario", "edits of a scenario"
States = Mapping[Thing, State | None]
MOST_NAME = 60


@dataclass(frozen=True)
class Listed:
    """A scenario in the list.

    Parameters
    ----------
    name : str
        Of its file, without the ending.
    title : str
        As the scenario calls itself; its name where that cannot be read.
    fault : str
        Why it cannot be used, in one line; empty where it can.
    """

    name: str
    title: str
    fault: str = ""


class Scenarios:
    """The scenarios of one project."""

    def __init__(self, folder: Folder, history: History) -> None:
        self._folder, self._history, self._disk = folder, history, ScenarioFolder(folder)
        self._beside = ScenarioFolder(folder, EDITS_ENDING, MOST_EDITS_BYTES)
        history.keeps(SCENARIO, self._disk.put)
        history.keeps(EDITS, self._beside.put)

    def path(self, name: str) -> Path:
        """File of a scenario, for ``evplan plan``.

        Raises
        ------
        ProjectError
            No scenario can have that name.
        """
        return self._disk.path(name)

    def edits(self, name: str) -> Path | None:
        """File of edits that a plan of a scenario is made with, for ``evplan plan --edits``; None where there are none."""
        file = self._beside.path(name)
        return file if file.is_file() else None

    def names(self) -> tuple[str, ...]:
        """Names of all that are there."""
        self.take_in()
        return tuple(self._history.states(SCENARIO))

    def all(self) -> tuple[Listed, ...]:
        """All that are there, by name, each looked at."""
        return tuple(self._listed(name) for name in self.names())

    def text(self, name: str) -> str:
        """What a scenario says, to be shown, changed or carried away.

        Raises
        ------
        ProjectError
            There is none of that name.
        """
        self.take_in()
        return self._text(name)

    def scenario(self, name: str) -> Scenario:
        """A scenario as the planner takes it.

        Raises
        ------
        ProjectError, ConfigError
            There is none of that name, or it cannot be used.
        """
        self._checked(self.text(name), name)
        return load_scenario(self.path(name))

    def make(self, name: str, text: str, *, edits: str = "", beside: States | None = None) -> str:
        """Put a new scenario there, under a name that is free; with the text of its file of edits and other things that come with it in the same change.

        Raises
        ------
        ConfigError
            It cannot be used. Nothing was changed.
        """

        def added() -> str:
            free = self._free(name)
            self._checked(text, free)
            thing = (SCENARIO, free)
            mine = {thing: {"text": text}, (EDITS, free): {"text": edits} if edits else None}
            self._history.change(What.ADDED, free, {**(beside or {}), **mine}, known={thing: None})
            return free

        return made_again(added)  # somebody else may have taken the name meanwhile

    def import_text(self, name: str, text: str) -> str:
        """Take in a scenario from elsewhere; files that it names are looked for in this project, by their names where they lay in another place.

        Raises
        ------
        ConfigError
            It cannot be used, or names files that are not here: one line says what to upload.
        """
        return self.make(name, with_texts(text, found_here(loaded(text, name), self._folder)))

    def changed(self, name: str, key: str, value: Any) -> Scenario:
        """Set one key; errors and meaning as `changed_together`."""
        return self.changed_together(name, {key: value})

    def changed_together(self, name: str, values: Mapping[str, Any], *, beside: States | None = None) -> Scenario:
        """Set some keys, comments and order kept; None takes a key out, so that its default holds.

        Parameters
        ----------
        name : str
        values : mapping
            Dotted keys and values, as `planner.project.toml_text.with_keys` takes them.
        beside : mapping, optional
            What comes in the same change, as a file that they name.

        Raises
        ------
        ConfigError
            The scenario could not be used so; one line says which key and why. Nothing was changed.
        """

        def change() -> dict[str, Any]:
            before = self.text(name)
            text = with_keys(before, values)
            data = self._checked(text, name)
            mine, known = {(SCENARIO, name): {"text": text}}, {(SCENARIO, name): {"text": before}}
            self._history.change(What.CHANGED, name, {**(beside or {}), **mine}, known=known)
            return data

        return scenario_from(made_again(change), where=name, folder=self._folder.path(SCENARIOS))

    def fault(self, name: str, key: str, value: Any) -> str:
        """Why a key cannot have a value, in one line; empty where it can. Nothing is changed."""
        try:
            self._checked(with_keys(self.text(name), {key: value}), name)
        except PlannerError as error:
            return str(told(error))
        return ""

    def set_text(self, name: str, text: str) -> None:
        """Put a whole text in the place of a scenario's; errors as `import_text`."""
        self.text(name)
        self._checked(text, name)
        self._history.change(What.CHANGED, name, {(SCENARIO, name): {"text": text}})

    def copy(self, name: str, to: str = "") -> str:
        """Make a copy under another name; its own name with a number where none is given."""
        text = self.text(name)

        def added() -> str:
            free = self._free(to or name)
            states = {(SCENARIO, free): {"text": text}, (EDITS, free): self._history.state(EDITS, name)}
            self._history.change(What.ADDED, free, states, known={(SCENARIO, free): None})
            return free

        return made_again(added)

    def rename(self, name: str, to: str) -> str:
        """Give a scenario another name.

        Raises
        ------
        ProjectError
            Another one has that name.
        """
        text, new = self.text(name), _plain(to)
        if new == name:
            return name
        if new.casefold() != name.casefold() and self._free(new) != new:
            raise ProjectError(repr(new), _("the name of another scenario"), _("choose a name that is free"))
        edits: States = {(EDITS, name): None, (EDITS, new): self._history.state(EDITS, name)}
        self._history.change(What.RENAMED, new, {(SCENARIO, name): None, (SCENARIO, new): {"text": text}, **edits})
        return new

    def remove(self, name: str) -> None:
        """Take a scenario out; `undo` brings it back."""
        self.text(name)
        self._history.change(What.REMOVED, name, {(SCENARIO, name): None, (EDITS, name): None})

    def undo(self, name: str) -> bool:
        """Take back the last change of one scenario that still counts; whether it is there then.

        Raises
        ------
        ProjectError
            Nothing of it is left to be taken back.
        """
        self.take_in()
        last = self._history.earlier((SCENARIO, name))
        if last is None:
            raise ProjectError(
                repr(name[:MOST_NAME]), _("no change of this scenario to take back"), _("expected one that was changed")
            )
        number, state = last
        states, edits = {(SCENARIO, name): state}, self._history.earlier((EDITS, name))
        if edits is not None and edits[0] == number:
            states[EDITS, name] = edits[1]
        self._history.change(What.RESTORED, name, states, reverts=number)
        return state is not None

    def history(self, name: str) -> tuple[Change, ...]:
        """Changes of one scenario, the last first."""
        return self._history.changes(thing=(SCENARIO, name))

    def difference(self, one: str, other: str) -> tuple[Difference, ...]:
        """Keys in which two scenarios differ, in the order of the manual."""
        return differences(self.scenario(one), self.scenario(other))

    def uses(self, place: str) -> tuple[str, ...]:
        """Scenarios that name a file by its place (`ProjectFile.place`)."""
        return tuple(name for name, places in self.places().items() if place in places)

    def places(self) -> dict[str, frozenset[str]]:
        """Places of all files that each scenario names, by its name; none of one that cannot be read."""
        self.take_in()
        named = {name: files_named(_data(str(one["text"]))) for name, one in self._history.states(SCENARIO).items()}
        return {name: frozenset(file_of(one.value) for one in each) for name, each in named.items()}

    def followed(self, place: str, file: ProjectFile) -> tuple[States, States]:
        """States of all scenarios that name the file of a place, as they are and once it is this one."""
        known = {name: self._text(name) for name in self.uses(place)}
        return (
            {(SCENARIO, name): {"text": text} for name, text in known.items()},
            {(SCENARIO, name): {"text": with_file(text, place, file)} for name, text in known.items()},
        )

    def take_in(self) -> None:
        """Take note of what was changed in the folder by other programs, so that it can be undone as well."""
        self._disk.take_in(self._history, SCENARIO)
        self._beside.take_in(self._history, EDITS)

    def _text(self, name: str) -> str:
        state = self._history.state(SCENARIO, name)
        if state is None:
            raise MissingThingError(
                repr(name[:MOST_NAME]), _("no such scenario"), _("it may have been removed; look at the list again")
            )
        return str(state["text"])

    def _checked(self, text: str, name: str) -> dict[str, Any]:
        """A configuration that can be used, as TOML has it."""
        data = loaded(text, name)
        refuse_outside(data, self._folder, name)
        scenario_from(data, where=name, folder=self._folder.path(SCENARIOS))
        return data

    def _listed(self, name: str) -> Listed:
        try:
            scenario = scenario_from(self._checked(self._text(name), name), where=name)
        except PlannerError as error:
            return Listed(name, name, str(told(error)))
        return Listed(name, scenario.name)

    def _free(self, wanted: str) -> str:
        """A name like the wanted one that no scenario has, whatever the case of letters."""
        taken = {name.casefold() for name in self.names()}
        name, number = _plain(wanted), 1
        free = name
        while free.casefold() in taken:
            number += 1
            free = f"{name} {number}"
        return free


def _plain(name: str) -> str:
    return safe_name(name[: 4 * MOST_NAME].removesuffix(ENDING), "scenario")[:MOST_NAME].rstrip(". ")


def _data(text: str) -> dict[str, Any]:
    try:
        return loaded(text, "")
    except ConfigError:
        return {}
