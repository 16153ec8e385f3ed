"""`evplan serve`: the planner's page, on this machine unless told otherwise."""

from pathlib import Path
from typing import Annotated

import typer

from planner.cli.options import Lang, Quiet

serve = typer.Typer(no_args_is_help=False)


@serve.callback(invoke_without_command=True)
def serve_page(
    ctx: typer.Context,
    project: Annotated[
        Path, typer.Option("--project", metavar="DIR", help="Folder of the project; made if missing.")
    ] = Path("evplan-project"),
    host: Annotated[
        str, typer.Option("--host", help="Address to listen at; any but this machine's own needs --token or users.")
    ] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=0,
            max=65535,
            help="Port to listen at. Default: 8765, or the next one that is free.",
            show_default=False,
        ),
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            envvar="EVPLAN_TOKEN",
            show_envvar=False,
            help="Whoever shows it may plan; better given by the variable EVPLAN_TOKEN, which no list of processes shows.",
            show_default=False,
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="HOST", help="A further name by which browsers reach the page; repeatable."),
    ] = None,
    root_path: Annotated[
        str, typer.Option("--root-path", metavar="PATH", help="Path at which a reverse proxy shows the page.")
    ] = "",
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--proxy",
            metavar="ADDRESS",
            help="Address of a reverse proxy whose forwarded headers are believed; repeatable.",
        ),
    ] = None,
    lang: Lang = None,
    quiet: Quiet = False,
) -> None:
    """Open the planner's page: files, scenarios, runs and plans of one project, in a browser."""
    del lang
    if ctx.invoked_subcommand is not None:
        ctx.obj = project
        return
    from planner.cli.served import serve_project
    from planner.web.settings import Settings

    settings = Settings(
        host=host,
        port=8765 if port is None else port,
        token=token or None,
        names=tuple(name or ()),
        root_path=root_path.rstrip("/"),
        proxies=tuple(proxy or ()),
    )
    serve_project(project, settings, exact_port=bool(port), open_browser=open_browser, quiet=quiet)
