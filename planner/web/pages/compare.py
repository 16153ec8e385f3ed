"""Two plans side by side: two maps that move as one, what differs, and the difference as a table to take away."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, Response

from planner.output.shared.csv_file import cell_text
from planner.output.shared.reader import written_for
from planner.support.speech import _, language, term
from planner.web.api import plans
from planner.web.page import Page
from planner.web.plans.chosen import finished_plans, short_name
from planner.web.plans.difference import difference
from planner.web.plans.places import place_of
from planner.web.rendering import page
from planner.web.serving import serving

router = APIRouter()
PAGE = Page(term("Compare"), "/compare", router)


@router.get("/compare")
def compare(request: Request, left: Annotated[str, Query()] = "", right: Annotated[str, Query()] = "") -> HTMLResponse:
    """Show two plans, or let choose them."""
    project = serving(request).project
    choices = finished_plans(project, serving(request).runs)
    known = dict(choices)
    one = left or (choices[0][0] if choices else "")
    two = right or next((key for key, _name in choices if key != one), "")
    for key in (left, right):
        if key and key not in known:
            known[key] = plans.shelf().dossier(place_of(project, key).folder).name
            choices.append((key, known[key]))
    both = bool(left and right) or len(choices) > 1
    return page(
        request,
        "compare.html.j2",
        {
            "choices": choices,
            "chosen": {"left": one, "right": two},
            "left": one if both else "",
            "right": two if both else "",
            "names": {"left": known.get(one, ""), "right": known.get(two, "")},
            "short": {"left": short_name(project, one), "right": short_name(project, two)},
        },
    )


@router.get("/compare/download")
def download(request: Request, left: Annotated[str, Query()], right: Annotated[str, Query()]) -> Response:
    """The difference as a table that spreadsheets open."""
    project = serving(request).project
    one, two = (plans.shelf().dossier(place_of(project, key).folder) for key in (left, right))
    with written_for(one, language()):
        rows = list(_rows(difference(one, two), [short_name(project, key) for key in (left, right)]))
    text = io.StringIO()
    csv.writer(text).writerows([[cell_text(cell) for cell in row] for row in rows])
    headers = {"Content-Disposition": 'attachment; filename="difference.csv"'}
    return Response(text.getvalue().encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)


def _rows(found: dict[str, Any], names: Sequence[str]) -> Iterator[list[Any]]:
    yield [
        _("what"),
        "site_id",
        _("name"),
        *names,
        "lon",
        "lat",
        *(_("to build, US dollars, {plan}", plan=name) for name in names),
    ]
    sides = [{site["id"]: site for site in found[side]["sites"]} for side in ("left", "right")]
    pairs = [(one, None) for one in found["sites"]["only_left"]]
    pairs += [(None, two) for two in found["sites"]["only_right"]]
    pairs += [tuple(pair) for pair in found["sites"]["other"]]
    for pair in pairs:
        here = [side.get(one) if one else None for side, one in zip(sides, pair, strict=True)]
        known = next(one for one in here if one)
        what = _("only left") if here[1] is None else _("only right") if here[0] is None else _("other chargers")
        built = ["; ".join(one["build"]) if one else "" for one in here]
        usd = [one["cost_usd"] if one else 0 for one in here]
        yield [what, known["id"], known["title"], *built, *known["at"], *usd]
