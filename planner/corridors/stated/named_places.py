"""Places that rules name, in any spelling that is known of them: each must be one of the roads; all that are not are told at once, with the nearest known names."""

import difflib
from collections.abc import Callable, Mapping, Sequence

from geodata.trunk.reading import Trunk
from geodata.trunk.towns import plain_name
from planner.corridors.sections.rules import RulesConfig
from planner.errors import ConfigError
from planner.support.speech import _, listed

MOST_KNOWN, MOST_NEAR = 12, 3
"""So many known names stand in a refusal, and so many near one that is none."""

Spellings = Callable[[Trunk, Sequence[str]], Mapping[str, str]]
"""Makes of names of places the other names by which they may be called, each with its place."""


def by_name_alone(_trunk: Trunk, _known: Sequence[str]) -> Mapping[str, str]:
    """No other names."""
    return {}


def with_places(rules: RulesConfig, known: Sequence[str], others: Mapping[str, str]) -> RulesConfig:
    """The same rules with places by the names that they have here.

    Parameters
    ----------
    rules : RulesConfig
    known : sequence of str
        Names of all places.
    others : mapping of str to str
        Other names, in any language, each with its place.

    Raises
    ------
    ConfigError
        `closed`, `forbidden` or `forced` name a place that is none.
    """
    spelled = {**others, **{name: name for name in known}}
    place = {plain_name(name): own for name, own in spelled.items()} | {plain_name(name): name for name in known}
    asked = {"closed": rules.closed, "forbidden": rules.forbidden, "forced": tuple(rules.forced)}
    strange = {key: [one for one in names if plain_name(one) not in place] for key, names in asked.items()}
    wrong = [
        _("corridors.rules.{key}: {names}", key=key, names=listed([_close(one, spelled) for one in names]))
        for key, names in strange.items()
        if names
    ]
    if wrong:
        near = [one for names in strange.values() for name in names for one in _near(name, spelled, MOST_NEAR)]
        raise ConfigError(
            _(
                "{wrong}; no place of the roads is called so; {n} are known, among them {some}; 'evplan check' with --json lists all, under places",
                wrong=_.joined("; ", wrong),
                n=len(known),
                some=", ".join(list(dict.fromkeys(near))[:MOST_KNOWN] or _few(known)),
            )
        )
    return rules.model_copy(
        update={
            "closed": tuple(place[plain_name(one)] for one in rules.closed),
            "forbidden": tuple(place[plain_name(one)] for one in rules.forbidden),
            "forced": {place[plain_name(one)]: station for one, station in rules.forced.items()},
        }
    )


def _close(name: str, spelled: Mapping[str, str]) -> str:
    close = _near(name, spelled, 1)
    return _("{name!r} (did you mean {close!r}?)", name=name, close=close[0]) if close else repr(name)


def _near(name: str, spelled: Mapping[str, str], most: int) -> list[str]:
    """Known names that are most alike, as they are written."""
    folded = {plain_name(one): one for one in reversed(list(spelled))}
    return [folded[one] for one in difflib.get_close_matches(plain_name(name), folded, n=most, cutoff=0.5)]


def _few(known: Sequence[str]) -> list[str]:
    """Names of towns before those of places between them, which are longer."""
    return sorted(known, key=lambda one: (any(sign.isdigit() for sign in one), one))[:MOST_KNOWN]
