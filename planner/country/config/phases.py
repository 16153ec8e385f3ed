"""The table `[[phases]]` of a country's configuration; the text under each field is the manual."""

from pydantic import Field

from planner.config.section import Section
from planner.country.config.money import WholeUnits


class CountryPhase(Section):
    """`[[phases]]`: one step of building, in the order of the years; nothing built is torn down."""

    year: int = Field(ge=2015, le=2060)
    """Year by whose end the phase stands, later than that of the phase before. The last phase is of the year `corridors.trips.year`."""
    budget_usd: WholeUnits
    """Money that comes with the phase, in whole thousands; what earlier phases leave unspent is still there."""
