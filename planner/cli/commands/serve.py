"""`evplan serve`: the planner's page, on this machine unless told otherwise."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from planner.cli.help import Command, Group
from planner.cli.options import Lang, Quiet
from planner.support.speech import term

serve = typer.Typer(cls=Group, no_args_is_help=False)
users = typer.Typer(
    cls=Group, no_args_is_help=True, help=term("Who may come in, where others than this machine's own people do.")
)
serve.add_typer(users, name="users")
Project = Annotated[
    Path, typer.Option("--project", metavar="DIR", help=term("Folder of the project; made if missing."))
]
Name = Annotated[str, typer.Argument(metavar="NAME", help=term("Name of the user."), show_default=False)]
FOLDER = Path("evplan-project")


class Role(StrEnum):
    """What a user may do; the same words as in `planner.web`, which is not loaded for a `--help`."""

    READ = "read"
    PLAN = "plan"


@serve.callback(invoke_without_command=True)
def serve_page(
    ctx: typer.Context,
    project: Project = FOLDER,
    host: Annotated[
        str,
        typer.Option("--host", help=term("Address to listen at; any but this machine's own needs --token or users.")),
    ] = "127.0.0.1",
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=0,
            max=65535,
            help=term("Port to listen at. Default: 8765, or the next one that is free."),
            show_default=False,
        ),
    ] = None,
    open_browser: Annotated[bool, typer.Option("--open", help=term("Open the page in the browser."))] = False,
    token: Annotated[
        str | None,
        typer.Option(
            "--token",
            envvar="EVPLAN_TOKEN",
            show_envvar=False,
            help=term(
                "Whoever shows it may plan; better given by the variable EVPLAN_TOKEN, which no list of processes shows."
            ),
            show_default=False,
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(
            "--name", metavar="HOST", help=term("A further name by which browsers reach the page; repeatable.")
        ),
    ] = None,
    root_path: Annotated[
        str, typer.Option("--root-path", metavar="PATH", help=term("Path at which a reverse proxy shows the page."))
    ] = "",
    proxy: Annotated[
        list[str] | None,
        typer.Option(
            "--proxy",
            metavar="ADDRESS",
            help=term("Address of a reverse proxy whose forwarded headers are believed; repeatable."),
        ),
    ] = None,
    lang: Lang = None,
    quiet: Quiet = False,
) -> None:
    """Open the planner's page: files, scenarios, runs and plans of one project, in a browser."""
    del lang
    if ctx.invoked_subcommand is not None:
        ctx.obj = project if project != FOLDER else None
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


@users.command(
    "add",
    cls=Command,
    help=term("Add a user, or change role and password of one; the password is asked for, or read from a pipe."),
)
def add_user(
    ctx: typer.Context,
    name: Name,
    role: Annotated[Role, typer.Option("--role", help=term("read: look; plan: look, change and run."))] = Role.READ,
    project: Project = FOLDER,
) -> None:
    """Add a user, or change role and password of one; the password is asked for, or read from a pipe."""
    from planner.cli.served import add_user

    add_user(_folder(ctx, project), name, role.value)


@users.command("remove", cls=Command, help=term("Remove a user, who is logged out at once."))
def remove_user(ctx: typer.Context, name: Name, project: Project = FOLDER) -> None:
    """Remove a user, who is logged out at once."""
    from planner.cli.served import remove_user

    remove_user(_folder(ctx, project), name)


@users.command("list", cls=Command, help=term("List the users and their roles."))
def list_users(ctx: typer.Context, project: Project = FOLDER) -> None:
    """List the users and their roles."""
    from planner.cli.served import list_users

    list_users(_folder(ctx, project))


def _folder(ctx: typer.Context, project: Path) -> Path:
    """The project, named before or after the word `users`."""
    before = ctx.find_object(Path)
    return before if before is not None and project == FOLDER else project
