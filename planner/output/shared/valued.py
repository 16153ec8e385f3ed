"""A list of places beside the best plan for the same money, in sentences and rows, for the report, the workbook and the terminal."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from planner.catalogue.charger_names import name_by_id
from planner.dossier.dossier import Dossier
from planner.output.shared.headline import headline_of
from planner.output.shared.oversized_places import first_named
from planner.output.shared.places import titles, with_phrases
from planner.output.shared.reality import is_unknown
from planner.output.shared.words import family_label
from planner.studies.beside_best import NAME
from planner.support.site_ids import with_names
from planner.support.speech import _, begun, joined, told, within

_OUTCOMES: Mapping[str, Callable[[], str]] = {
    "counted": lambda: within("row of a list", "counted"),
    "put together": lambda: within("row of a list", "put together"),
    "same as another row": lambda: within("row of a list", "counted once"),
    "left out": lambda: within("row of a list", "not counted"),
}


def valued_parts(dossier: Dossier, called: Mapping[str, str]) -> dict[str, Any]:
    """Sentences and rows of the comparison; empty of a plan that was searched for."""
    found = dossier.studies.get(NAME)
    if not found:
        return {}
    quoted = {site: _("“{name}”", name=title) for site, title in called.items()}
    return {
        "lines": value_lines(dossier),
        "plugs": _plug_rows(found),
        "breaches": [with_phrases(one["said"], quoted) for one in found["breaches"]],
        "drop": [(called.get(one["site_id"], one["name"]), one, drop_line(one, called)) for one in found["drop"]],
        "add": [(called.get(one["site_id"], one["name"]), one, chargers_line(one["chargers"])) for one in found["add"]],
        "rows": row_cells(found, called),
    }


def value_lines(dossier: Dossier) -> list[str]:
    """What the list serves and costs, the best for the same money, and the share; then what was passed over. What is more than today is told where today is known."""
    return [*_compared_lines(dossier), *_passed_over(dossier)]


def _compared_lines(dossier: Dossier) -> list[str]:
    """The list beside the best plan for its money, and the rules that it breaks or how much better a plan may be."""
    found = dossier.studies[NAME]
    mine, best = found["given"], found["best"]
    lines = _in_all(mine, best, found) if is_unknown(dossier.reality) else _beside_today(mine, best, found)
    lines.append(_broken_words(found["breaches"], titles(dossier)) if found["breaches"] else _worth_words(mine, best))
    return [one for one in lines if one]


def _passed_over(dossier: Dossier) -> list[str]:
    """Power that serves nothing, and what of the configuration a list leaves aside."""
    spare = dossier.studies.get("spare_power", {"cabinets": (), "lines": ()})
    lines = [told(line) for line, _one in zip(spare["lines"], spare["cabinets"], strict=False)]
    return [*(one for one in lines if one), *(begun(told(one)) for one in dossier.studies[NAME]["notes"])]


def _in_all(mine: Mapping[str, Any], best: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Figures of the list and of the best plan where few of the stations that stand are on file."""
    lines = [
        _("The list serves {served:energy} kWh a day, what stands included, for {usd:money}.", served=mine["served_kwh"], usd=mine["cost_usd"]),
        _(
            "The best plan found for the same money serves {served:energy} kWh a day, what stands included, for {usd:money} (gap {gap:gap_most}).",
            served=best["served_kwh"],
            usd=best["cost_usd"],
            gap=best["gap"],
        ),
    ]  # fmt: skip
    if found["share"] is None:
        return lines
    return [*lines, _("Of all that the best plan serves, the list serves {share:percent1}.", share=found["share"])]


def _beside_today(mine: Mapping[str, Any], best: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Figures of the list and of the best plan, and what each adds to what stands."""
    lines = [
        _(
            "The list serves {served:energy} kWh a day, {added:energy} more than today, for {usd:money}.",
            served=mine["served_kwh"],
            added=mine["added_kwh"],
            usd=mine["cost_usd"],
        ),
        _(
            "The best plan found for the same money serves {served:energy} kWh a day, {added:energy} more than today, for {usd:money} (gap {gap:gap_most}).",
            served=best["served_kwh"],
            added=best["added_kwh"],
            usd=best["cost_usd"],
            gap=best["gap"],
        ),
    ]
    if found["share_added"] is not None:
        lines.append(
            _(
                "Of what the best plan adds, the list adds {added:percent1}; of all that it serves, {share:percent1}.",
                added=found["share_added"],
                share=found["share"] or 0.0,
            )
        )
    return lines


def _broken_words(breaches: Sequence[Mapping[str, Any]], called: Mapping[str, str]) -> str:
    """Which rules a list breaks, how often each, and at which places."""
    times = Counter(told(one.get("title", one["rule"])) for one in breaches)
    where: dict[str, list[str]] = {rule: [] for rule in times}
    for one in breaches:
        where[told(one.get("title", one["rule"]))] += [one["site_id"]] if one.get("site_id") else []
    rules = joined(
        ", ",
        [
            _("{rule} ({n:number}: {names})", rule=rule, n=n, names=first_named(where[rule], called))
            if where[rule]
            else _("{rule} ({n:number})", rule=rule, n=n)
            for rule, n in times.items()
        ],
    )
    return _("The list breaks these rules of the configuration: {rules}. It is valued as it is given.", rules=rules)


def _worth_words(mine: Mapping[str, Any], best: Mapping[str, Any]) -> str:
    """How much better other plans are than a list that keeps the rules, found and at most, both as the search counts; empty of a list that is worth nothing."""
    if mine.get("value", 0.0) <= 0:
        return ""
    return _(
        "Where each kWh counts for less the longer the drive, as the search counts, the best plan found is worth {better:gap_most} more than the list; no plan for this money and under these rules is worth more than {most:gap_most} more.",
        better=max(0.0, best["value"] / mine["value"] - 1),
        most=max(0.0, best["bound"] / mine["value"] - 1),
    )


def drop_line(one: Mapping[str, Any], called: Mapping[str, str]) -> str:
    """One sentence of what is lost without a site."""
    values = {
        "site": called.get(one["site_id"], one["name"]),
        "lost": one["lost_kwh"],
        "usd": one["cost_usd"],
    }
    if not one["zones"]:
        return _(
            "{site}: nobody reaches it within the drive that is asked for; dropping it saves {usd:money}.", **values
        )
    if one["little"]:
        return _("{site}: dropping it saves {usd:money} and loses only {lost:energy} kWh a day.", **values)  # fmt: skip
    return _("{site}: dropping it saves {usd:money} and loses {lost:energy} kWh a day.", **values)


def add_line(one: Mapping[str, Any], called: Mapping[str, str]) -> str:
    """One sentence of what a site of the best plan adds."""
    return _("{said} ({chargers})", said=_gain_line(one, called), chargers=chargers_line(one["chargers"]))


def _gain_line(one: Mapping[str, Any], called: Mapping[str, str]) -> str:
    """The same without its chargers."""
    return _(
        "{site}: {gained:energy} kWh a day more, for {usd:money}",
        site=called.get(one["site_id"], one["name"]),
        gained=one["gained_kwh"],
        usd=one["cost_usd"],
    )


def alone_line() -> str:
    """How figures of single sites are to be read."""
    return _("Each figure is of that site alone, all others as they are; what several do together is not their sum.")


def chargers_line(counts: Mapping[str, int]) -> str:
    """Write ``2 × DC 60 kW, two GB/T guns; …``."""
    return joined("; ", [_("{count} × {charger}", count=n, charger=name_by_id(name)) for name, n in counts.items()])


def row_cells(found: Mapping[str, Any], called: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Rows of the list as they were read: number, name, chargers as written, what became of it, place, and what is told of it."""
    return [
        (
            str(one["row"]),
            str(one["written_name"]),
            str(one["chargers"] or ""),
            _OUTCOMES[one["outcome"]](),
            called.get(str(one["site_id"]), str(one["site_id"] or "")),
            joined("; ", [with_names(said, called) for said in one["said"]]) if one["said"] else "",
        )
        for one in found["rows"]
    ]


def row_headings() -> tuple[str, ...]:
    """Headings of `row_cells`."""
    return (_("Row"), _("Name"), _("Chargers"), _("What became of it"), _("Site"), _("What is told of it"))


def _plug_rows(found: Mapping[str, Any]) -> list[tuple[str, float, float]]:
    """Energy by plug family of the list and of the best plan."""
    mine, best = found["given"]["by_family_kwh"], found["best"]["by_family_kwh"]
    return [(family_label(one), mine.get(one, 0.0), best.get(one, 0.0)) for one in sorted({*mine, *best})]


def first_lines(dossier: Dossier) -> tuple[str, str]:
    """What is to be quoted of a list, and what it serves and costs."""
    return headline_of(dossier).lines[0], value_lines(dossier)[0]


def console_lines(dossier: Dossier, most: int) -> list[str]:
    """For the terminal: the headline and how the play came out, then the comparison: figures, `most` sites to drop and to add first, and rows that are not counted."""
    found, called, played = dossier.studies[NAME], titles(dossier), dossier.studies.get("simulation")
    out = [one for one in row_cells(found, called) if one[3] == _OUTCOMES["left out"]()]
    lines = [*headline_of(dossier).lines, *([told(played["verdict"])] if played else []), *value_lines(dossier)]
    lines += [_("What to drop first:"), *(f"  {drop_line(one, called)}" for one in found["drop"][:most])]
    if found["add"]:
        lines += [_("What to add first:"), *(f"  {add_line(one, called)}" for one in found["add"][:most])]
    lines += [alone_line(), _rows_line(found)]
    lines += [f"  {joined(': ', (joined(', ', [cell for cell in one[:2] if cell]), one[5]))}" for one in out[:most]]
    if len(out) > most:
        lines.append(f"  {_('and {n} more', n=len(out) - most)}")
    return lines


def brief_lines(dossier: Dossier) -> tuple[list[str], list[str]]:
    """What of `console_lines` is needed most, the first site to drop and to add in one line each; and what else is told where there is room."""
    found, called, played = dossier.studies[NAME], titles(dossier), dossier.studies.get("simulation")
    quote, *model = headline_of(dossier).lines
    first = [joined(" ", [_("What to drop first:"), drop_line(one, called)]) for one in found["drop"][:1]]
    first += [joined(" ", [_("What to add first:"), _gain_line(one, called)]) for one in found["add"][:1]]
    verdict = [told(played["verdict"])] if played else []
    return [quote, *verdict, *_compared_lines(dossier), *first, _rows_line(found)], [*model, *_passed_over(dossier)]


def _rows_line(found: Mapping[str, Any]) -> str:
    """How many rows of the list came to what."""
    counts = Counter(one["outcome"] for one in found["rows"])
    return _(
        "Rows: {counted} counted, {together} put together with another, {twice} written twice, {out} not counted",
        counted=counts["counted"],
        together=counts["put together"],
        twice=counts["same as another row"],
        out=counts["left out"],
    )
