"""Sites in full, for the annex: place and id, ground, what keeps each from serving more, how firm its place in the order is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.report.areas import area_labels
from planner.output.shared.coded import coded
from planner.output.shared.number_span import number_span
from planner.output.shared.places import kind_words, with_phrases
from planner.output.shared.plain_words import keyless
from planner.support.frames import plain
from planner.support.speech import _, plural, told


@dataclass(frozen=True)
class Full:
    """A row: number, name, place in words and figures, ground, sentences, and figures of the studies (None where none was made)."""

    rank: int
    title: str
    enlarged: bool
    place: str
    land: str
    reason: str
    why: str
    serves: float | None
    gain: float | None
    gain_per_1000_usd: float | None
    lost: float | None
    share: float | None
    least: float | None
    span: str


def full_rows(dossier: Dossier, called: Mapping[str, str], phrases: Mapping[str, str]) -> list[Full]:
    """Every site where something is built, by its number; a sentence that holds at several stands once."""
    studies = dossier.studies
    reasons, order, bands = (
        {str(one["site_id"]): one for one in studies.get(study, {}).get(part, ())}
        for study, part in (("reasons", "sites"), ("order", "steps"), ("bands", "sites"))
    )
    sites = dossier.sites[dossier.sites["status"] != "existing"].sort_values(["rank", "site_id"])
    said = area_labels(dossier)
    first: dict[str, int] = {}
    counted: dict[str, int] = {}
    for one in reasons.values():
        counted[one["why"]] = counted.get(one["why"], 0) + 1
    out = []
    for cells, point in zip(sites.drop(columns="geometry").to_dict("records"), sites.geometry, strict=True):
        row: dict[str, Any] = {str(name): plain(cell) for name, cell in cells.items()}
        site, rank = str(row["site_id"]), int(row["rank"] or 0)
        reason, step = reasons.get(site, {}), order.get(site, {})
        name = called.get(site, "")
        out.append(
            Full(
                rank=rank,
                title=name[:1].upper() + name[1:],
                enlarged=row["status"] == "upgrade",
                place=_place(row, point, site, said),
                land=_land(row),
                reason=told(row["reason"]) if row.get("reason") else "",
                why=with_phrases(_why(reason.get("why"), rank, first, counted), phrases),
                serves=(row["served_kwh_per_day"] or {}).get("total"),
                gain=reason.get("gain", step.get("gain")),
                gain_per_1000_usd=reason.get("gain_per_1000_usd"),
                lost=reason.get("marginal_kwh"),
                share=step.get("coverage"),
                least=bands.get(site, {}).get("served_p10_kwh_per_day"),
                span=_span(reason),
            )
        )
    return out


def _place(row: Mapping[str, Any], point: Any, site: str, said: Callable[[object], str]) -> str:
    parts = [said(row["district"]), kind_words(str(row["kind"]))]
    where = [one for one in parts if one]
    return " · ".join([*where, f"{point.y:.5f}, {point.x:.5f}", site])


def _land(row: Mapping[str, Any]) -> str:
    parts = []
    if row.get("land_status") and row["land_status"] != "unknown":
        parts.append(_("ground: {status}", status=coded("land_status", row["land_status"])))
    if row.get("access") and row["access"] != "unknown":
        parts.append(_("access: {who}", who=coded("access", row["access"])))
    return " · ".join(parts)


def _why(sentence: Any, rank: int, first: dict[str, int], counted: Mapping[str, int]) -> str:
    """What keeps a site from serving more; where it was told before, at which number."""
    if not sentence:
        return ""
    if sentence in first:
        return _("As at site {rank}.", rank=first[sentence])
    first[sentence] = rank
    more = counted[sentence] - 1
    if more < 1:
        return keyless(sentence)
    return _(
        "{why} {more}",
        why=keyless(sentence),
        more=plural("The same holds at {n} other site.", "The same holds at {n} other sites.", more),
    )


def _span(reason: Mapping[str, Any]) -> str:
    span = number_span(reason)
    return "" if span is None else str(_("{first} to {last}", first=span[0], last=span[1]))
