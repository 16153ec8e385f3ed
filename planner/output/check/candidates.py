"""Candidate sites as `check.html` and the terminal tell them."""

from collections.abc import Mapping
from typing import Any

from geodata.osm.site_kinds import SITE_KINDS
from geodata.sites import SITE_ACCESSES
from planner.dossier.candidates import Candidates
from planner.output.check.spoken import gate_words, who_may_park
from planner.output.shared.places import kind_words
from planner.support.speech import _, told


def candidates_context(candidates: Candidates) -> dict[str, Any]:
    """Give the names that the template ``candidates.html.j2`` shows."""
    told, table = candidates.as_dict(), candidates.table
    counts = candidates.counts()
    accesses = [one for one in SITE_ACCESSES if one in counts.columns]
    out = table[table["left_out"] != ""].groupby("kind").size()
    rows = [
        {
            "kind": kind,
            "label": kind_words(kind) if kind in SITE_KINDS else _("of your own table"),
            "counts": [int(row[one]) for one in accesses],
            "total": int(row.sum()),
            "out": int(out.get(kind, 0)),
        }
        for kind, (_at, row) in zip(map(str, counts.index), counts.iterrows(), strict=True)
    ]
    reasons = {"dropped": told["dropped"], "merged": told["merged"], "out": _by_gate(told["left_out_by_gates"])}
    return {
        "candidates": {
            "sites": told["sites"],
            "accesses": accesses,
            "kinds": rows,
            **{name: list(counted.items()) for name, counted in reasons.items()},
        }
    }


def candidate_lines(candidates: Candidates) -> list[str]:
    """Sentences for the terminal: what the sites are, who may park there, and what is none and why."""
    plain = candidates.as_dict()
    kinds = {
        kind_words(str(kind)) if kind in SITE_KINDS else _("of your own table"): int(count)
        for kind, count in candidates.counts().sum(axis=1).items()
    }
    parking = {who_may_park(name): count for name, count in plain["by_access"].items()}
    head = _("candidates: {sites}", sites=plain["sites"])
    lines: list[str] = [_("{head} ({kinds})", head=head, kinds=_listed(kinds)) if kinds else head]
    for title, reasons in (
        (_("who may park there"), parking),
        (_("left out by [gates]"), _by_gate(plain["left_out_by_gates"])),
        (_("no sites"), plain["dropped"]),
        (_("one place with a better one"), plain["merged"]),
    ):
        if reasons:
            lines.append(f"  {title}: {_listed(reasons)}")
    return lines


def _by_gate(counts: Mapping[str, int]) -> dict[str, int]:
    return {gate_words(why): count for why, count in counts.items()}


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{told(name)} {count}" for name, count in counts.items())
