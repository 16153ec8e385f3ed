"""The edits of a plan, step by step, as the project keeps them: a loop that is opened again goes on from there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from planner.loop.steps import Step
from planner.project.database import Database

PART = "plan_edits"
SCHEMA = {PART: ("CREATE TABLE plan_edits (plan TEXT PRIMARY KEY, steps TEXT NOT NULL, undone TEXT NOT NULL) STRICT;",)}


@dataclass
class KeptSteps:
    """Steps of each plan in the database of a project."""

    database: Database

    def __post_init__(self) -> None:
        self.database.prepare(SCHEMA)

    def read(self, plan: str) -> tuple[list[Step], list[Step]] | None:
        """Steps that hold, and those that were undone, the last undone last; None of a plan that was never edited here."""
        with self.database.reading() as connection:
            row = connection.execute("SELECT steps, undone FROM plan_edits WHERE plan = ?", (plan,)).fetchone()
        return None if row is None else (json.loads(row["steps"]), json.loads(row["undone"]))

    def write(self, plan: str, steps: Sequence[Step], undone: Sequence[Step]) -> None:
        """Keep them."""
        with self.database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO plan_edits VALUES (?, ?, ?)", (plan, json.dumps(steps), json.dumps(undone))
            )
