"""What is said of easing a promise that no plan keeps beside the others, held against whether plans keep the promises so eased.

A figure that is said to suffice is asked for in place of the old one; one that is said to be the least, and one that is said to be needed
at least, also a last digit nearer to the old one, where no plan may be.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.plain.flat import changed, flat
from planner.model.explain.conflicts import PROVEN
from planner.model.instance.instance import Instance

FIGURE = r"([\d,]+(?:\.\d+)?)"
FIELDS = {
    "plan.budget_usd": ("budget", 1.0),
    "plan.max_dual_share": ("dual_share", 1.0),
    "plan.max_sites": ("max_sites", 1.0),
    "plan.district_floor": ("floor", -1.0),
    "plan.coverage": ("coverage", -1.0),
}
"""Flat figure of a key, and the direction in which it eases."""
ALONE, TOGETHER = "with all other promises kept", "one way out is to ease these together: "
FORCED = r"(\d+) of the \d+ forced sites? must go, for example (.*?)(?: suffices| \(|$)"
LEAST, ENOUGH, BOUND = "least", "enough", "bound"


@dataclass(frozen=True)
class Judge:
    """What is known of a question: whether plans keep its promises, and the least that its mains or another promise must give.

    Parameters
    ----------
    possible : callable
        None where it is not known.
    least_kw : callable
        Of an instance and "feeder" or "substation": the least kW that they lack together; None where that is not known.
    fewest : callable
        Of an instance and "forced" or "mandated": fewest forced sites that go, or plugs that new sites lack.
    """

    possible: Callable[[Instance], bool | None]
    least_kw: Callable[[Instance, str], float | None]
    fewest: Callable[[Instance, str], float | None]


def false_words(instance: Instance, ways: Sequence[str], judge: Judge, told: "Counter[str]") -> Iterator[str]:
    """Yield every sentence on easing one promise that is not so; `told` counts those held against what is known, by kind."""
    for line in ways:
        if TOGETHER in line:
            yield from _false_together(instance, line, judge, told)
        if not line.startswith(ALONE):
            continue
        key = next((key for key in FIELDS if f"{key}:" in line), None)
        other = next((of for of in OTHERS if of in line), None)
        if key is None and other is None:
            told[f"not judged, {line[len(ALONE) + 2 :].partition(':')[0]}"] += 1
            continue
        kind = LEAST if PROVEN in line else ENOUGH if "suffices" in line else BOUND
        told[f"{key or other}, {kind}"] += 1
        wrong = (
            _of_figure(instance, key, (line, kind), judge) if key else OTHERS[str(other)](instance, (line, kind), judge)
        )
        if wrong:
            yield f"{wrong}: {line}"


def _false_together(instance: Instance, line: str, judge: Judge, told: "Counter[str]") -> Iterator[str]:
    """Whether easing several together is enough."""
    parts = [_eased(instance, part) for part in line.partition(TOGETHER)[2].split("; ")]
    if any(part is None for part in parts):
        told["not judged, several together"] += 1
        return
    told["several together, enough"] += 1
    if (
        judge.possible(changed(instance, **{name: one for part in parts if part for name, one in part.items()}))
        is False
    ):
        yield f"together they are not enough: {line}"


def _eased(instance: Instance, part: str) -> dict[str, Any] | None:
    """Flat figures of a promise that is eased as it is said; None where they cannot be read."""
    one = flat(instance)
    for key, (field, _) in FIELDS.items():
        if found := re.search(rf"{re.escape(key)}: {FIGURE}(?: USD)? instead of", part):
            return {field: int(_number(found[1])) if field == "max_sites" else _number(found[1])}
    if found := re.search(FORCED, part):
        return {"forced": one.forced & np.array([name not in found[2].split(", ") for name in instance.sites.names])}
    if found := re.search(rf"plan\.plug_floors: {FIGURE} instead of", part):
        return {"plug_floors": flat(_with_highest_floor(instance, _number(found[1]))).plug_floors}
    for of in ("feeder", "substation"):
        if f"spare power of {of}s" in part:
            return {f"{of}_kw": _more_kw(instance, of, part)}
    return None


Line = tuple[str, str]
"""A sentence, and whether it says the least, enough or a bound."""


def _of_figure(instance: Instance, key: str, said: Line, judge: Judge) -> str:
    """What is wrong of one number of the configuration."""
    (line, kind), (field, up) = said, FIELDS[key]
    found = re.search(rf"{re.escape(key)}: (?:at least |at most )?{FIGURE}(?: USD)? instead of {FIGURE}", line)
    if found is None:
        return "no figure can be read"
    new, old = found.groups()
    if new == old:
        return "it says X instead of X"
    figure, digit = _number(new), _digit(new)
    whole: Callable[[float], Any] = int if field == "max_sites" else float
    if kind != BOUND and judge.possible(changed(instance, **{field: whole(figure)})) is False:
        return "it is not enough"
    nearer = figure - up * (digit if kind == LEAST else 2e-6 if kind == BOUND else np.inf)
    nearer = nearer if field != "max_sites" or np.isinf(nearer) else float(np.ceil(nearer) - (kind == BOUND))
    asked = float(getattr(flat(instance), field))
    if (asked - nearer) * up < 0 and judge.possible(changed(instance, **{field: whole(nearer)})):
        return "less is enough"
    return ""


def _of_forced(instance: Instance, said: Line, judge: Judge) -> str:
    """What is wrong of the number of forced sites that must go."""
    line, kind = said
    found = re.search(FORCED, line)
    if found is None:
        return "no figure can be read"
    number, gone = int(found.group(1)), found.group(2).split(", ")
    example = np.array([name not in gone for name in instance.sites.names])
    if kind != BOUND and judge.possible(changed(instance, forced=flat(instance).forced & example)) is False:
        return "they are not enough"
    return _against(number, judge.fewest(instance, "forced"), 1.0, kind)


def _of_mandate(instance: Instance, said: Line, judge: Judge) -> str:
    """What is wrong of the number of guns that new sites may lack."""
    line, kind = said
    found = re.search(r"new sites may lack (?:at least )?(\d+) of the guns", line)
    return _against(int(found[1]), judge.fewest(instance, "mandated"), 1.0, kind) if found else "no figure can be read"


def _of_mains(of: str) -> Callable[[Instance, Line, Judge], str]:
    """What is wrong of the power of feeders or substations."""

    def wrong(instance: Instance, said: Line, judge: Judge) -> str:
        line, kind = said
        found = re.search(rf"spare power of {of}s: (?:at least )?{FIGURE} kW more", line)
        if found is None:
            return "no figure can be read"
        if kind != BOUND:
            more = _more_kw(instance, of, line)
            if judge.possible(changed(instance, **{f"{of}_kw": more})) is False:
                return "it is not enough"
        return _against(_number(found[1]), judge.least_kw(instance, of), _digit(found[1]), kind)

    return wrong


def _more_kw(instance: Instance, of: str, line: str) -> Any:
    """The power of feeders or substations with what is said to be added."""
    more = getattr(flat(instance), f"{of}_kw").copy()
    names = list(getattr(flat(instance), f"{of}_names")) or [f"number {h + 1}" for h in range(len(more))]
    for name, kw in re.findall(rf"{of} (number \d+|\S+) {FIGURE} kW more", line):
        more[names.index(name)] += _number(kw)
    return more


def _against(figure: float, least: float | None, digit: float, kind: str) -> str:
    """What is wrong of a figure beside the least that suffices."""
    if least is None:
        return ""
    if kind != BOUND and figure < least - 1e-6 * max(1.0, least):
        return "it is not enough"
    nearer = figure - (digit if kind == LEAST else 1e-5)
    return "less is enough" if kind != ENOUGH and nearer >= least - 1e-7 else ""


def _of_spacing(instance: Instance, said: Line, judge: Judge) -> str:
    """What is wrong of the largest spacing."""
    line, kind = said
    found = re.search(rf"plan\.min_spacing_m: (?:at most )?{FIGURE} m", line)
    if found is None:
        return "no figure can be read"
    one, figure = flat(instance), _number(found[1])

    def spaced(by_m: float) -> bool | None:
        near = one.too_near_m < by_m
        return judge.possible(changed(instance, too_near=one.too_near[near], too_near_m=one.too_near_m[near]))

    if kind != BOUND and spaced(figure) is False:
        return "it is not small enough"
    farther = figure + (_digit(found[1]) if kind == LEAST else 1e-5)
    return "a larger one can be kept" if kind != ENOUGH and spaced(farther) else ""


def _of_plug_floors(instance: Instance, said: Line, judge: Judge) -> str:
    """What is wrong of the highest floor of a plug family; the others give way in proportion."""
    line, kind = said
    found = re.search(rf"plan\.plug_floors: (?:at most )?{FIGURE} instead of", line)
    if found is None:
        return "no figure can be read"
    figure, asked = _number(found[1]), max(flat(instance).plug_floors.values())
    if kind != BOUND and judge.possible(_with_highest_floor(instance, figure)) is False:
        return "it is not enough"
    nearer = figure + (_digit(found[1]) if kind == LEAST else 2e-6 if kind == BOUND else np.inf)
    return "less is enough" if nearer < asked and judge.possible(_with_highest_floor(instance, nearer)) else ""


def _with_highest_floor(instance: Instance, share: float) -> Instance:
    """The question with this share as the highest floor of a plug family, and the others in proportion; 0 asks for none."""
    floors = flat(instance).plug_floors if share > 0 else {}
    return changed(instance, plug_floors={name: one * share / max(floors.values()) for name, one in floors.items()})


def _number(said: str) -> float:
    return float(said.replace(",", ""))


def _digit(said: str) -> float:
    """What the last digit of a figure stands for."""
    return float(10.0 ** -len(said.partition(".")[2]))


OTHERS: dict[str, Callable[[Instance, Line, Judge], str]] = {
    "plan.forced:": _of_forced,
    "plan.mandated_plugs:": _of_mandate,
    "spare power of feeders": _of_mains("feeder"),
    "spare power of substations": _of_mains("substation"),
    "plan.min_spacing_m": _of_spacing,
    "plan.plug_floors:": _of_plug_floors,
}


def with_less(instance: Instance, ways: Sequence[str]) -> Iterator[tuple[str, Instance]]:
    """The question with a little less than each line says that a site needs at least, all else as it is."""
    one, names = flat(instance), list(instance.sites.names)
    for line in ways:
        if ALONE in line or "together" in line or "at least these" in line:
            continue
        if said := re.search(rf"plan\.budget_usd: at least {FIGURE} USD instead", line):
            yield line, changed(instance, budget=_number(said[1]) - 1.5)
        if said := re.search(rf"plan\.max_dual_share: at least {FIGURE} instead", line):
            yield line, changed(instance, dual_share=_number(said[1]) - _digit(said[1]))
        if said := re.search(r"^bays of (.+): at least (\d+) instead", line):
            yield line, changed(instance, bays=_put(one.bays, names.index(said[1]), int(said[2]) - 1))
        if said := re.search(rf"^grid_kw of (.+): at least {FIGURE} kW", line):
            yield line, changed(instance, grid_kw=_put(one.grid_kw, names.index(said[1]), _number(said[2]) - 0.5))
        if said := re.search(
            rf"^spare power of (feeder|substation) (.+), .* which .*: at least {FIGURE} kW instead", line
        ):
            of = list(getattr(one, f"{said[1]}_names")) or [
                f"number {h + 1}" for h in range(len(one.feeder_kw) + len(one.substation_kw))
            ]
            kw = _put(getattr(one, f"{said[1]}_kw"), of.index(said[2]), _number(said[3]) - 0.5)
            yield line, changed(instance, **{f"{said[1]}_kw": kw})
        if said := re.search(rf"a step of at least {FIGURE} kW", line):
            step = {"step_kw": np.append(one.step_kw, _number(said[1]) - 0.5), "step_usd": np.append(one.step_usd, 0.0)}
            yield line, changed(instance, **step)


NO_SINGLE = "easing any single one does not help"


def with_one_off(instance: Instance, text: str) -> Iterator[tuple[str, Instance]]:
    """The question with each promise that is named switched off alone, where it is said that no single one helps."""
    one = flat(instance)
    off: dict[str, dict[str, Any]] = {
        "plan.budget_usd": {"budget": 1e9},
        "plan.max_dual_share": {"dual_share": 1.0},
        "plan.max_sites": {"max_sites": None},
        "plan.district_floor": {"floor": 0.0},
        "plan.coverage": {"coverage": 0.0},
        "plan.plug_floors": {"plug_floors": {}},
        "plan.forced": {"forced": np.zeros_like(one.forced)},
        "plan.locked": {"settled_least": None, "settled_most": None},
        "plan.mandated_plugs": {"mandated": one.mandated[:0], "mandated_names": ()},
        "plan.min_spacing_m": {"too_near": one.too_near[:0]},
        "grid.path": {"feeder_kw": one.feeder_kw + 1e6},
        "grid.substations": {"substation_kw": one.substation_kw + 1e6},
    }
    named = text.rpartition("ease several of ")[2].split(", ") if NO_SINGLE in text else []
    for key in named:
        if key in off:
            yield key, changed(instance, **off[key])


def _put(values: Any, at: int, value: float) -> Any:
    out = values.copy()
    out[at] = value
    return out
