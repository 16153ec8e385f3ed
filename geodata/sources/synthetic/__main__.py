"""``python -m geodata.sources.synthetic --seed 7 --out DIR``; with ``--country`` the roads and towns of a country."""

import argparse
import logging
from pathlib import Path

from geodata.sources.synthetic.country import make_country, write_country
from geodata.sources.synthetic.generate import make_city, write_city
from geodata.sources.synthetic.spec import CitySpec


def main() -> None:
    """Draw a city, or a country, and write its folder."""
    parser = argparse.ArgumentParser(prog="python -m geodata.sources.synthetic", description="Draw a fictional city.")
    parser.add_argument("--seed", type=int, default=CitySpec.seed)
    parser.add_argument("--population", type=int, default=CitySpec.population)
    parser.add_argument("--lon", type=float, default=CitySpec.lon)
    parser.add_argument("--lat", type=float, default=CitySpec.lat)
    parser.add_argument("--name", default=CitySpec.name, help="name of the city, with the word fictional")
    parser.add_argument("--name-ru", default=CitySpec.name_ru)
    parser.add_argument("--stem", default="sarytau", help="name of the road file")
    parser.add_argument("--country", action="store_true", help="draw the main roads and towns of a country instead")
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    log = logging.getLogger(__name__)
    if options.country:
        country = make_country(options.seed)
        write_country(country, options.out)
        log.info(
            "%s: %d nodes, %d edges, %d towns", options.out, *map(len, (country.nodes, country.edges, country.towns))
        )
        return
    spec = CitySpec(options.seed, options.population, options.lon, options.lat, options.name, options.name_ru)
    city = make_city(spec)
    write_city(city, options.out, options.stem)
    drawn = city.drawing
    log.info(
        "%s: %d nodes, %d ways, %d relations", options.out, len(drawn.points), len(drawn.ways), len(drawn.relations)
    )


if __name__ == "__main__":
    main()
