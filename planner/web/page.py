"""One page of the site: its name, its place in the menu, its routes and those of its JSON."""

from dataclasses import dataclass

from fastapi import APIRouter


@dataclass(frozen=True)
class Page:
    """A page as `PAGES` of `planner.web.app` lists it.

    Attributes
    ----------
    title : str
        A `term`, told in the menu and as the title of the window.
    path : str
        Where it begins, ``"/files"``.
    pages : APIRouter
        HTML: the page and the parts of it that htmx fetches; not in the OpenAPI document.
    api : APIRouter, optional
        JSON under ``/api``.
    in_menu : bool
    """

    title: str
    path: str
    pages: APIRouter
    api: APIRouter | None = None
    in_menu: bool = True
