"""The table `[gates]` of a configuration file; the text under each field is the manual."""

import math
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from geodata.sites import CONNECTION_STATUSES, LAND_STATUSES, SITE_ACCESSES
from planner.config.section import NotNegative, Section
from planner.support.speech import _
from planner.support.spelling import nearest_known

Gate = NotNegative | Literal["exclude"]


KNOWN = {"land": LAND_STATUSES, "connection": CONNECTION_STATUSES, "access": SITE_ACCESSES}
"""Statuses that each gate may name."""

_LEFT_OUT: dict[str, tuple[str, ...]] = {
    "land": ("disputed",),
    "connection": ("refused",),
    "access": ("private", "permit"),
}


def _left_out(gate: str) -> dict[str, Gate]:
    return dict.fromkeys(_LEFT_OUT[gate], "exclude")


class GatesConfig(Section):
    """`[gates]`: what an unsettled status of a candidate site costs, or that it is left out; stations that stand have passed."""

    land: dict[str, Gate] = Field(default_factory=lambda: _left_out("land"))
    """By land status (municipal, leased, agreed, disputed, unknown): USD kept back on top of the ground works where such a site is opened, or "exclude". Those not named cost nothing, but disputed land is left out unless you say otherwise: { disputed = 20_000, unknown = 5_000 }."""
    connection: dict[str, Gate] = Field(default_factory=lambda: _left_out("connection"))
    """The same by connection status (connected, agreed, applied, refused, unknown); sites that the grid company refused are left out unless you say otherwise."""
    access: dict[str, Gate] = Field(default_factory=lambda: _left_out("access"))
    """The same by who may park there (public, permissive, customers, permit, private, unknown), as the map or your table says: { customers = 3_000 } keeps money back for the agreement with the owner. Private places and those that need a permit are left out unless you say otherwise."""

    @field_validator("land", "connection", "access", mode="before")
    @classmethod
    def _known_words(cls, rules: object, info: ValidationInfo) -> object:
        if not isinstance(rules, dict):
            raise ValueError(  # noqa: TRY004  # pydantic tells a ValueError in one line
                _("expected a table of statuses, {example}", example='{ disputed = "exclude" }')
            )
        gate = info.field_name or ""
        known = KNOWN[gate]
        for word, says in rules.items():
            if word not in known:
                raise ValueError(_("unknown status {word!r}; {near}", word=word, near=nearest_known(word, known)))
            number = isinstance(says, int | float) and not isinstance(says, bool) and 0 <= says < math.inf
            if not number and says != "exclude":
                raise ValueError(
                    _(
                        "{word} = {found}; expected USD of at least 0, or {exclude}",
                        word=word,
                        found=repr(says),
                        exclude='"exclude"',
                    )
                )
        return {**_left_out(gate), **rules}
