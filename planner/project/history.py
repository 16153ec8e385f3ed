"""One history of a project: what stands in it (files, scenarios) as states by name, and every change of them, which can be undone and done again."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from planner.errors import ProjectError
from planner.project.change import Change, Thing, What
from planner.project.database import Database
from planner.support.speech import _

PART = "history"
SCHEMA = {
    PART: (
        """
        CREATE TABLE states (
            kind TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (kind, key)
        ) STRICT;
        CREATE TABLE changes (
            number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, name TEXT NOT NULL,
            standing TEXT NOT NULL CHECK (standing IN ('done', 'undone', 'gone')),
            reverts INTEGER REFERENCES changes (number)
        ) STRICT;
        CREATE TABLE steps (
            change INTEGER NOT NULL REFERENCES changes (number), kind TEXT NOT NULL, key TEXT NOT NULL, before TEXT, after TEXT,
            PRIMARY KEY (change, kind, key)
        ) STRICT;
        CREATE INDEX steps_of ON steps (kind, key);
        """,
    )
}

State = Mapping[str, Any]
"""What stands under a name, as JSON has it."""
Apply = Callable[[str, State | None], None]
"""Puts a state on disk, by key; None where the thing is gone."""

T = TypeVar("T")
MOST_TIMES = 50
_WHO: ContextVar[str] = ContextVar("who", default="")


class StaleError(Exception):
    """Somebody else changed the same thing at the same time."""


def made_again(work: Callable[[], T]) -> T:
    """Do what reads states and changes them, again where somebody else changed them in between.

    Raises
    ------
    ProjectError
        They are changed by others all the time.
    """
    for _time in range(MOST_TIMES):
        try:
            return work()
        except StaleError:
            continue
    raise ProjectError(
        _("the project"), _("changed by somebody else at the same time"), _("look at it again and repeat the change")
    )


@contextmanager
def acting(who: str) -> Iterator[None]:
    """Name whoever makes the changes inside."""
    token = _WHO.set(who)
    try:
        yield
    finally:
        _WHO.reset(token)


@dataclass
class History:
    """States and changes in the database of a project."""

    database: Database
    _appliers: dict[str, Apply] = field(default_factory=dict)

    def keeps(self, kind: str, apply: Apply) -> None:
        """Say how states of a kind are put on disk; without it they stand in the database alone."""
        self._appliers[kind] = apply

    def state(self, kind: str, key: str) -> State | None:
        """What stands under a name; None where nothing does."""
        with self.database.reading() as connection:
            return _state(connection, (kind, key))

    def states(self, kind: str) -> dict[str, State]:
        """All that stands of a kind, by key, in the order of keys."""
        with self.database.reading() as connection:
            rows = connection.execute("SELECT key, state FROM states WHERE kind = ? ORDER BY key", (kind,)).fetchall()
        return {row["key"]: json.loads(row["state"]) for row in rows}

    def ever(self, kind: str) -> list[State]:
        """All that ever stood of a kind, as far as it can be undone to or done again."""
        with self.database.reading() as connection:
            rows = connection.execute(
                "SELECT before AS state FROM steps WHERE kind = ? UNION SELECT after FROM steps WHERE kind = ?",
                (kind, kind),
            ).fetchall()
        return [json.loads(row["state"]) for row in rows if row["state"] is not None]

    def change(
        self,
        what: What,
        name: str,
        states: Mapping[Thing, State | None],
        *,
        known: Mapping[Thing, State | None] | None = None,
        reverts: int | None = None,
    ) -> int | None:
        """Let things have other states, all or none; the number of the change, None where nothing changes.

        Whatever was undone before cannot be done again after it.

        Parameters
        ----------
        what, name
            As in `Change`.
        states : mapping
            What is to stand there.
        known : mapping, optional
            What stood there when the new states were made.
        reverts : int, optional
            Number of a change that is taken back by this one.

        Raises
        ------
        StaleError
            Something else stands there by now.
        """
        with self.database.writing() as connection:
            before = {thing: _state(connection, thing) for thing in states}
            for thing, state in (known or {}).items():
                if _state(connection, thing) != state:
                    raise StaleError(thing)
            changed = {thing: after for thing, after in states.items() if before[thing] != after}
            if not changed:
                return None
            connection.execute("UPDATE changes SET standing = 'gone' WHERE standing = 'undone'")
            number = connection.execute(
                "INSERT INTO changes (at, who, what, name, standing, reverts) VALUES (?, ?, ?, ?, 'done', ?)",
                (datetime.now(UTC).isoformat(), _WHO.get(), what.value, name, reverts),
            ).lastrowid
            for (kind, key), after in changed.items():
                texts = _text(before[kind, key]), _text(after)
                connection.execute("INSERT INTO steps VALUES (?, ?, ?, ?, ?)", (number, kind, key, *texts))
            self._put(connection, changed, before)
        return number

    def undo(self) -> Change | None:
        """Undo the last change that is done; None where there is none."""
        return self._turn("done", "undone", "before", "DESC")

    def redo(self) -> Change | None:
        """Do the change again that was undone last; None where there is none."""
        return self._turn("undone", "done", "after", "ASC")

    def earlier(self, thing: Thing) -> tuple[int, State | None] | None:
        """The last change of one thing that was not taken back yet, and what stood there before it; None where there is none."""
        with self.database.reading() as connection:
            row = connection.execute(
                """
                SELECT number, before FROM changes JOIN steps ON change = number
                WHERE kind = ? AND key = ? AND standing = 'done' AND reverts IS NULL
                AND number NOT IN (SELECT reverts FROM changes WHERE standing = 'done' AND reverts IS NOT NULL)
                ORDER BY number DESC LIMIT 1
                """,
                thing,
            ).fetchone()
        return None if row is None else (row["number"], _read(row["before"]))

    def changes(self, *, most: int = 200, thing: Thing | None = None) -> tuple[Change, ...]:
        """Changes, the last first; of one thing alone where it is named."""
        only = "WHERE number IN (SELECT change FROM steps WHERE kind = ? AND key = ?)" if thing else ""
        with self.database.reading() as connection:
            rows = connection.execute(
                f"SELECT * FROM changes {only} ORDER BY number DESC LIMIT ?",  # noqa: S608  one of two texts of ours
                (*(thing or ()), most),
            ).fetchall()
            return tuple(_change(connection, row) for row in rows)

    def _turn(self, standing: str, then: str, side: str, order: str) -> Change | None:
        with self.database.writing() as connection:
            row = connection.execute(
                f"SELECT * FROM changes WHERE standing = ? ORDER BY number {order} LIMIT 1",  # noqa: S608
                (standing,),
            ).fetchone()
            if row is None:
                return None
            steps = connection.execute("SELECT * FROM steps WHERE change = ?", (row["number"],)).fetchall()
            states = {(step["kind"], step["key"]): _read(step[side]) for step in steps}
            connection.execute("UPDATE changes SET standing = ? WHERE number = ?", (then, row["number"]))
            self._put(connection, states, {thing: _state(connection, thing) for thing in states})
            row = connection.execute("SELECT * FROM changes WHERE number = ?", (row["number"],)).fetchone()
            return _change(connection, row)

    def _put(
        self, connection: sqlite3.Connection, states: Mapping[Thing, State | None], before: Mapping[Thing, State | None]
    ) -> None:
        """Write states into the database and onto the disk; what is on the disk already goes back where a later one fails."""
        for (kind, key), state in states.items():
            if state is None:
                connection.execute("DELETE FROM states WHERE kind = ? AND key = ?", (kind, key))
            else:
                connection.execute("INSERT OR REPLACE INTO states VALUES (?, ?, ?)", (kind, key, _text(state)))
        done: list[Thing] = []
        try:
            for kind, key in states:
                if kind in self._appliers:
                    done.append((kind, key))
                    self._appliers[kind](key, states[kind, key])
        except BaseException:
            for kind, key in done:
                self._appliers[kind](key, before[kind, key])
            raise


def _state(connection: sqlite3.Connection, thing: Thing) -> State | None:
    row = connection.execute("SELECT state FROM states WHERE kind = ? AND key = ?", thing).fetchone()
    return None if row is None else _read(row["state"])


def _change(connection: sqlite3.Connection, row: sqlite3.Row) -> Change:
    steps = connection.execute("SELECT kind, key FROM steps WHERE change = ?", (row["number"],)).fetchall()
    return Change(
        row["number"],
        datetime.fromisoformat(row["at"]),
        row["who"],
        What(row["what"]),
        row["name"],
        row["standing"],
        tuple((step["kind"], step["key"]) for step in steps),
    )


def _text(state: State | None) -> str | None:
    return None if state is None else json.dumps(state, ensure_ascii=False, sort_keys=True)


def _read(text: str | None) -> State | None:
    if text is None:
        return None
    state: State = json.loads(text)
    return state
