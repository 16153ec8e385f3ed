"""Tables of users, sessions, secrets and the audit log in the database of the project."""

import secrets
import time
from typing import Any

from planner.project.database import Database, Schema

SCHEMA: Schema = {
    "web": (
        """
        CREATE TABLE web_users (
            name TEXT PRIMARY KEY, role TEXT NOT NULL CHECK (role IN ('read', 'plan')), password TEXT NOT NULL, added_s REAL NOT NULL
        ) STRICT;
        CREATE TABLE web_sessions (
            cookie TEXT PRIMARY KEY, name TEXT NOT NULL, by_token TEXT, began_s REAL NOT NULL, seen_s REAL NOT NULL
        ) STRICT;
        CREATE TABLE web_secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
        CREATE TABLE web_audit (
            id INTEGER PRIMARY KEY, at_s REAL NOT NULL, who TEXT NOT NULL, role TEXT NOT NULL, what TEXT NOT NULL,
            status INTEGER NOT NULL, address TEXT NOT NULL
        ) STRICT;
        """,
        "ALTER TABLE web_audit ADD COLUMN message TEXT NOT NULL DEFAULT '';",
    )
}
"""Parts of the database that this room adds; see `planner.project.database.Schema`."""


def secret(database: Database, name: str) -> str:
    """A random text of this project that no browser sees; made when it is first asked for."""
    with database.writing() as connection:
        connection.execute("INSERT OR IGNORE INTO web_secrets VALUES (?, ?)", (name, secrets.token_urlsafe(32)))
        row: Any = connection.execute("SELECT value FROM web_secrets WHERE name = ?", (name,)).fetchone()
    return str(row["value"])


def now_s() -> float:
    """Seconds since 1970, as a file keeps them."""
    return time.time()
