"""The site of one project: its pages in the order of the menu, and what every request passes on its way to them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from fastapi import Depends, FastAPI
from starlette.middleware import Middleware

from planner.project.project import Project
from planner.web import assets
from planner.web.handlers import Crashes, add_handlers
from planner.web.language import Speaking
from planner.web.page import Page
from planner.web.pages import compare, files, help_page, language, log, login, plan_map, runs, scenarios, start
from planner.web.security.access import Access, acting_as, admitted
from planner.web.security.audit import Audited
from planner.web.security.bodies import Bodies
from planner.web.security.cookies import Cookies
from planner.web.security.headers import Headers
from planner.web.security.hosts import Hosts
from planner.web.security.rates import RateLimit
from planner.web.serving import Serving
from planner.web.settings import Settings

PAGES: dict[str, Page] = {
    "start": start.PAGE,
    "files": files.PAGE,
    "scenarios": scenarios.PAGE,
    "runs": runs.PAGE,
    "compare": compare.PAGE,
    "plan_map": plan_map.PAGE,
    "language": language.PAGE,
    "login": login.PAGE,
    "log": log.PAGE,
    "help": help_page.PAGE,
}
"""Every page: its file in `planner.web.pages`, its templates, its JSON in `planner.web.api`; a further one is a line here."""


def make_app(project: Project, settings: Settings) -> FastAPI:
    """Build the site.

    Parameters
    ----------
    project : Project
        The folder that is served.
    settings : Settings
    """
    site = Serving(project, settings, Access(project.database, settings), PAGES)
    app = FastAPI(
        title="evplan",
        version=version("evplan"),
        summary="The planner's page as JSON: files, scenarios, runs and plans of one project.",
        openapi_url=None,  # under /api, behind the same door as all else
        docs_url=None,  # the usual pages load scripts from elsewhere
        redoc_url=None,
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "auto_configure": False,
        },  # whatever the environment says
        dependencies=[Depends(admitted), Depends(acting_as)],
        middleware=[
            Middleware(Headers),
            Middleware(Speaking),
            Middleware(Crashes),
            Middleware(Hosts, settings=settings),
            Middleware(RateLimit, rates=settings.rates),
            Middleware(Bodies, most=_most_bytes(settings), limits=settings.limits),
            Middleware(Cookies),
            Middleware(Audited),
        ],
        lifespan=_lifespan,
    )
    app.state.serving = site
    add_handlers(app)
    app.include_router(assets.router)
    for page in site.pages.values():
        app.include_router(page.pages, include_in_schema=False)
        if page.api is not None:
            app.include_router(page.api, prefix="/api")
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Tell what waits to end when the server does."""
    site: Serving = app.state.serving
    with site.project.database.held_open():
        try:
            yield
        finally:
            site.closing.set()
            site.loops.close_all()


def _most_bytes(settings: Settings) -> Any:
    limits = settings.limits

    def most(method: str, path: str) -> int:
        del method
        return limits.upload_bytes if UPLOADS.search(path) else limits.body_bytes

    return most


UPLOADS = re.compile(r"/api/files(?:|/together|/[^/]+/content)$")
"""Paths that take whole files."""
