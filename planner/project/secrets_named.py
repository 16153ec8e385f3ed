"""Secrets of the server that a scenario may send to a service: none but those that whoever started the server has named."""

import os
from collections.abc import Iterator
from typing import Any

from planner.errors import ConfigError
from planner.support.speech import _

ALLOWED = "EVPLAN_SECRETS"
"""Environment variable: names of further ones, with commas between them, that scenarios of a project may send."""
MOST_NAME = 80


def refuse_secrets(data: object, where: str) -> None:
    """Refuse a configuration that names an environment variable of the server which it was not given.

    Whoever plans on a server chooses the address that a service is asked at: without this a scenario could send the server's own token there.

    Raises
    ------
    ConfigError
        One line says which, and what whoever runs the server can do.
    """
    allowed = {one.strip() for one in os.environ.get(ALLOWED, "").split(",")} - {""}
    for name in _named(data):
        if name not in allowed:
            raise ConfigError(
                _(
                    "{where}: 'token_env' names {name!r}, which scenarios of this project may not send; whoever starts the server can allow it by {allowed}",
                    where=where,
                    name=name[:MOST_NAME],
                    allowed=ALLOWED,
                )
            )


def _named(data: object) -> Iterator[str]:
    """What every key `token_env` says, at any depth and also in the dotted keys of worlds."""
    todo = [data]
    while todo:
        one: Any = todo.pop()
        if isinstance(one, dict):
            yield from (
                str(value)
                for key, value in one.items()
                if value is not None and str(key).rpartition(".")[2] == "token_env"
            )
            todo.extend(one.values())
        elif isinstance(one, list | tuple):
            todo.extend(one)
