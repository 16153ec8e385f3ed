"""What became of each edit, in rows and in lines."""

from collections.abc import Iterable, Mapping
from typing import Any

ORDER = ("refused", "applied", "noted")


def edit_rows(edits: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """One row for each thing that was asked: the site, what, what became of it, and why; what was refused first."""
    rows = [
        {
            "site": str(one["site_id"] or _place(one)),
            "name": str(one["name"] or ""),
            "action": str(change["action"]),
            "outcome": str(change["outcome"]),
            "said": str(change["said"]),
            "note": str(one["note"] or ""),
        }
        for one in edits
        for change in one["changes"]
    ]
    return sorted(rows, key=lambda row: ORDER.index(row["outcome"]))


def edit_lines(edits: Iterable[Mapping[str, Any]]) -> list[str]:
    """How many were applied and refused, then a line for each; nothing where there were none."""
    rows = edit_rows(edits)
    if not rows:
        return []
    count = {name: sum(row["outcome"] == name for row in rows) for name in ORDER}
    head = f"Edits: {count['applied']} applied, {count['refused']} refused."
    return [head, *(f"  {row['outcome']}: {row['site']}, {row['action']}: {row['said']}" for row in rows)]


def _place(one: Mapping[str, Any]) -> str:
    return "a row without a point" if one["lon"] is None else f"the point at {one['lat']:.5f}, {one['lon']:.5f}"
