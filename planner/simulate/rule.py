"""How drivers of a simulation find their charger."""

from enum import StrEnum

from planner.support.speech import term


class Rule(StrEnum):
    """Where drivers go."""

    ASSIGNED = "assigned"
    """Where the plan sends them, and on to the nearest free gun in reach if all are taken there; those whom it does not serve stay away."""
    CHOICE = "choice"
    """Where drive and the wait that they see are least together; as many as the plan serves."""
    CHOICE_OF_ALL = "choice_of_all"
    """The same, with the drivers whom the plan does not serve among them."""


WHERE = {
    Rule.ASSIGNED: term("As the plan sends them"),
    Rule.CHOICE: term("As they choose"),
    Rule.CHOICE_OF_ALL: term("As they choose, if all come"),
}
"""The rules as headings."""
