"""Candidate sites as `check.html` and the terminal tell them."""

from collections.abc import Mapping
from typing import Any

from geodata.osm.site_kinds import SITE_KINDS
from geodata.sites import SITE_ACCESSES
from planner.dossier.candidates import Candidates


def candidates_context(candidates: Candidates) -> dict[str, Any]:
    """Give the names that the template ``candidates.html.j2`` shows."""
    told, table = candidates.as_dict(), candidates.table
    counts = candidates.counts()
    accesses = [one for one in SITE_ACCESSES if one in counts.columns]
    out = table[table["left_out"] != ""].groupby("kind").size()
    rows = [
        {
            "kind": kind,
            "label": SITE_KINDS[kind].label if kind in SITE_KINDS else "of your own table",
            "counts": [int(row[one]) for one in accesses],
            "total": int(row.sum()),
            "out": int(out.get(kind, 0)),
        }
        for kind, (_, row) in zip(map(str, counts.index), counts.iterrows(), strict=True)
    ]
    reasons = {"dropped": told["dropped"], "merged": told["merged"], "out": told["left_out_by_gates"]}
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
    told = candidates.as_dict()
    kinds = {str(kind): int(count) for kind, count in candidates.counts().sum(axis=1).items()}
    lines = [f"candidates: {told['sites']}" + (f" ({_listed(kinds)})" if kinds else "")]
    for title, reasons in (
        ("who may park there", told["by_access"]),
        ("left out by [gates]", told["left_out_by_gates"]),
        ("no sites", told["dropped"]),
        ("one place with a better one", told["merged"]),
    ):
        if reasons:
            lines.append(f"  {title}: {_listed(reasons)}")
    return lines


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())
