"""``python -m geodata.sources.synthetic --seed 7 --out DIR``."""

import argparse
import logging
from pathlib import Path

from geodata.sources.synthetic.generate import make_city, write_city
from geodata.sources.synthetic.spec import CitySpec


def main() -> None:
    """Draw a city and write its folder."""
    parser = argparse.ArgumentParser(prog="python -m geodata.sources.synthetic", description="Draw a fictional city.")
    parser.add_argument("--seed", type=int, default=CitySpec.seed)
    parser.add_argument("--population", type=int, default=CitySpec.population)
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    city = make_city(CitySpec(seed=options.seed, population=options.population))
    write_city(city, options.out)
    drawn = city.drawing
    logging.getLogger(__name__).info(
        "%s: %d nodes, %d ways, %d relations", options.out, len(drawn.points), len(drawn.ways), len(drawn.relations)
    )


if __name__ == "__main__":
    main()
