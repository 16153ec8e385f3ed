"""Who did what and when, in words, by days; to be narrowed down to a person, a word, or what was refused; and as a table."""

from collections.abc import Iterable
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import HTMLResponse, StreamingResponse

from planner.support.speech import term, told
from planner.web.page import Page
from planner.web.rendering import page
from planner.web.security.audit import Entry
from planner.web.serving import Serving, serving

router = APIRouter()
PAGE = Page(term("Who did what"), "/log", router, in_menu=False)
Site = Annotated[Serving, Depends(serving)]
MOST_LOOKED_AT, MOST_SHOWN = 5_000, 300
DONE, REFUSED = "done", "refused"


@router.get("/log")
def log_page(
    request: Request,
    site: Site,
    who: Annotated[str, Query(max_length=200)] = "",
    words: Annotated[str, Query(max_length=200)] = "",
    became: Annotated[str, Query(max_length=20)] = "",
) -> HTMLResponse:
    """Show the last changes, those of one person or with some words alone where that is asked for."""
    log = site.access.log
    found = [one for one in log.entries(MOST_LOOKED_AT) if _is_asked_for(one, who, words, became)]
    context = {
        "days": _by_day(found[:MOST_SHOWN]),
        "count": len(found),
        "shown": min(len(found), MOST_SHOWN),
        "people": log.people(),
        "asked": {"who": who, "words": words, "became": became},
        "narrowed": bool(who or words or became),
        "from_elsewhere": any(one.address not in ("", "127.0.0.1", "::1") for one in found),
    }
    return page(request, "log.html.j2", context)


@router.get("/log.csv")
def log_table(site: Site) -> StreamingResponse:
    """Give the whole log."""
    headers = {"Content-Disposition": 'attachment; filename="log.csv"'}
    return StreamingResponse(site.access.log.csv(), media_type="text/csv; charset=utf-8", headers=headers)


def _is_asked_for(one: Entry, who: str, words: str, became: str) -> bool:
    """Whether a line is by this person, has all these words, and became this; an empty text asks for nothing."""
    said = f"{told(one.what)} {one.address}".casefold()
    return (
        (not who or one.who == who)
        and all(word in said for word in words.casefold().split())
        and (became not in (DONE, REFUSED) or one.done == (became == DONE))
    )


def _by_day(found: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """Lines under their days, as they stand."""
    return [(day, list(lines)) for day, lines in groupby(found, lambda one: one.here.date().isoformat())]
