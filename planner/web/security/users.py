"""Users of a project: name, role, and what is kept of the password."""

from dataclasses import dataclass

from planner.errors import ConfigError
from planner.project.database import Database
from planner.support.speech import _
from planner.web.security.passwords import hashed, matches
from planner.web.security.store import SCHEMA, now_s
from planner.web.security.visitors import RESERVED, Role, Visitor

MOST_LETTERS = 60


@dataclass(frozen=True)
class User:
    """One user."""

    name: str
    role: Role
    added_s: float


class Users:
    """The users in the database of a project."""

    def __init__(self, database: Database) -> None:
        database.prepare(SCHEMA)
        self._database = database

    def all(self) -> tuple[User, ...]:
        """All, by name."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT name, role, added_s FROM web_users ORDER BY name").fetchall()
        return tuple(User(row["name"], Role(row["role"]), row["added_s"]) for row in rows)

    def add(self, name: str, role: Role, password: str) -> None:
        """Add one, or change role and password of one; whoever was logged in under the name logs in again.

        Raises
        ------
        ConfigError
            The name cannot be one, or the password is too short.
        """
        name = name.strip()
        if not name or len(name) > MOST_LETTERS or not name.isprintable() or name in RESERVED:
            raise ConfigError(
                _(
                    "{name!r} cannot be the name of a user; take one of at most {most} letters",
                    name=name[:80],
                    most=MOST_LETTERS,
                )
            )
        kept = hashed(password)
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO web_users VALUES (?, ?, ?, ?)", (name, role.value, kept, now_s())
            )
            connection.execute("DELETE FROM web_sessions WHERE name = ? AND by_token IS NULL", (name,))

    def remove(self, name: str) -> None:
        """Remove one, who is logged out at once.

        Raises
        ------
        ConfigError
            There is none of that name.
        """
        with self._database.writing() as connection:
            gone = connection.execute("DELETE FROM web_users WHERE name = ?", (name,)).rowcount
            connection.execute("DELETE FROM web_sessions WHERE name = ? AND by_token IS NULL", (name,))
        if not gone:
            raise ConfigError(_("there is no user {name!r}", name=name[:80]))

    def known(self, name: str, password: str) -> Visitor | None:
        """Whoever this is; None for a wrong name or password, after the same time."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT role, password FROM web_users WHERE name = ?", (name,)).fetchone()
        if not matches(password, row["password"] if row else None):
            return None
        return Visitor(name, Role(row["role"]))
