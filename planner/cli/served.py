"""The server of `evplan serve`: where it listens is told, and Ctrl-C ends it quietly; and the users of a project."""

import logging
import sys
import webbrowser
from getpass import getpass
from pathlib import Path

from planner.cli.ending import leave_signals
from planner.cli.layout import results, typed
from planner.cli.reader import told_to_reader
from planner.cli.text import one_line
from planner.errors import ConfigError
from planner.project.project import Project
from planner.support.apart import modules_apart
from planner.support.speech import _
from planner.web.security.log_lines import Throttle
from planner.web.security.users import Users
from planner.web.security.visitors import Role
from planner.web.server import serve
from planner.web.settings import Settings


def serve_project(folder: Path, settings: Settings, *, exact_port: bool, open_browser: bool, quiet: bool) -> None:
    """Serve the project in a folder until it is told to end.

    Raises
    ------
    ConfigError
        The address is not to be had, or others could come in without showing who they are.
    ProjectError
        The folder is none of a project, or cannot be written to.
    """
    project = Project.open(folder)
    log = logging.StreamHandler(sys.stderr)
    log.addFilter(Throttle())
    logging.basicConfig(level=logging.ERROR, handlers=[log], format="%(asctime)s %(levelname)s %(name)s: %(message)s")

    def tell(known: Settings) -> None:
        address = address_of(known)
        if not quiet:
            _say(_("The planner's page of {folder}: {address}", folder=project.root, address=address))
            _say(_("Ctrl-C ends it."))
        if known.others_come and modules_apart() is None:
            _say(
                _(
                    "On this system files of others are read without limits of memory and time: one may slow or end the server. On Linux they are read apart."
                )
            )
        if open_browser:
            webbrowser.open(address)

    leave_signals()
    serve(project, settings, exact_port=exact_port, tell=tell)


def address_of(settings: Settings) -> str:
    """Address at which a browser on this machine finds the page."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104  compared, not bound
    if ":" in host and not host.startswith("["):
        host = f"[{host}]"
    return f"http://{host}:{settings.port}{settings.root_path}/"


def add_user(folder: Path, name: str, role: str) -> None:
    """Add a user to the project in a folder, with a password from the keyboard or a pipe; `ConfigError` where one cannot be."""
    users = Users(Project.open(folder).database)
    users.add(name, Role(role), _password())
    _say(_("{name} may come in, role {role}", name=name.strip(), role=role))


def remove_user(folder: Path, name: str) -> None:
    """Remove a user; `ConfigError` where there is none of that name."""
    Users(Project.open(folder).database).remove(name)
    _say(_("{name} may no longer come in", name=name))


def list_users(folder: Path) -> None:
    """Print the users of a project."""
    known = Users(Project.open(folder).database).all()
    for one in known:
        _say(f"{one.name}  {one.role.value}")
    if not known:
        _say(_("There are no users: whoever sits at this machine may plan, and nobody else comes in."))


def _say(text: str) -> None:
    """Print a line in the language of the reader."""
    results().print(typed(one_line(told_to_reader(text))))


def _password() -> str:
    """The password of a new user.

    Raises
    ------
    ConfigError
        It was typed differently the second time.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass(told_to_reader(_("Password: ")))
    if getpass(told_to_reader(_("The same again: "))) != first:
        raise ConfigError(_("the two passwords are not the same; nothing was changed"))
    return first
