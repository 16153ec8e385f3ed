"""Whoever sends requests: name and role."""

from dataclasses import dataclass
from enum import StrEnum

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Role(StrEnum):
    """What somebody may do: look, or plan as well."""

    READ = "read"
    PLAN = "plan"


@dataclass(frozen=True)
class Visitor:
    """Whoever sent a request: the name by which the audit log knows them, and their role."""

    name: str
    role: Role

    @property
    def may_plan(self) -> bool:
        """Whether they may change something."""
        return self.role is Role.PLAN


LOCAL = Visitor("local", Role.PLAN)
"""Whoever sits at this machine, where nobody logs in."""
TOKEN_HOLDER = Visitor("token", Role.PLAN)
"""Whoever shows the token of the server."""
RESERVED = (LOCAL.name, TOKEN_HOLDER.name)
