"""Port shares of the cars that begin a trip in a country: the mix that was asked for, else that assumed for the country."""

from pathlib import Path

from planner.catalogue.mixes import Mix, mix_names, read_mix
from planner.corridors.sections.trips import TripsConfig

BALANCED = "balanced"
KEY = "corridors.trips.mix"


class PortMixes:
    """Reads the mix of each country once; a file of it lies beside `folder`."""

    def __init__(self, config: TripsConfig, folder: Path) -> None:
        self.config, self.folder = config, folder
        self._read: dict[str, Mix] = {}

    def of(self, country: str) -> Mix:
        """Mix of the cars of a country."""
        code = country.lower()
        if code not in self._read:
            known = code if code in mix_names() else BALANCED
            asked = known if self.config.mix is None else self.config.mix
            self._read[code] = read_mix(asked, self.folder, KEY)
        return self._read[code]
