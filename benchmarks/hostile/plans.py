"""Hostile edits, lists, plans and countries: what comes back from QGIS or a bidder, a plan that somebody sent, tables of roads and towns."""

import functools
import json
import shutil
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.hostile import mangling
from benchmarks.hostile.mutator import Mutator
from geodata.input_file import InputFile

TOWN = 2
"""Seed of the town that is edited."""
ACTIONS = ("keep", "force", "forbid", "move", "change bays", "change kW", "lock chargers", "new site", "note", "")
CHARGERS = ("2 x dc_gbt_60", "1 x dc_ccs2_60, 2 x dc_gbt_60", '{"dc_gbt_60": 2}', "dc_gbt_60", "")
ROADS = ("nodes.csv", "edges.csv", "towns.csv", "stations.csv", "demo.toml")


@functools.cache
def _town() -> Any:
    from benchmarks.small_questions import small_town  # noqa: PLC0415 - heavy

    return small_town(TOWN)


@functools.cache
def _rows() -> list[dict[str, Any]]:
    """Each site of the town as an edit and a row of a list, as features."""
    sites = _town()[0].sites.to_crs("EPSG:4326")
    return [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [point.x, point.y]},
            "properties": {
                "site_id": site if at % 4 else None,
                "action": ACTIONS[at % len(ACTIONS)],
                "new_bays": 4,
                "new_kw": 200,
                "new_chargers": CHARGERS[at % len(CHARGERS)],
                "name": f"Site {at}",
                "chargers": CHARGERS[at % len(CHARGERS)],
                "bays": 6,
                "grid_kw": 300,
                "note": "seen",
            },
        }
        for at, (site, point) in enumerate(zip(sites["site_id"], sites.geometry, strict=True))
    ] * 2


def make_layer(random: Random, folder: Path) -> Path:
    """Rows gone wrong, now and then the whole file."""
    mutator = Mutator(random.getrandbits(63))
    rows = [one if random.random() < 0.5 else mutator.record(one) for one in random.sample(_rows(), 5)]
    whole: Any = {"type": "FeatureCollection", "features": rows}
    data = json.dumps(mutator.record(whole) if random.random() < 0.2 else whole).encode("utf-8", "replace")
    path = folder / "hostile.geojson"
    path.write_bytes(mangling.mangled(random, data) if random.random() < 0.2 else data)
    return path


def read_edits(path: Path) -> None:
    """Edits are applied to the town."""
    from planner.edits.edit_layer import read_edits as layer_of  # noqa: PLC0415
    from planner.edits.ground import edit_ground  # noqa: PLC0415
    from planner.edits.rules import edit_rules  # noqa: PLC0415
    from planner.question import question_of  # noqa: PLC0415

    ground = edit_ground(layer_of(InputFile(path)), *_town())
    edit_rules(question_of(ground.city, ground.scenario, say=_silent), ground.wishes)


def read_list(path: Path) -> None:
    """A list is tied to the ground of the town and counted."""
    from planner.edits.list_ground import count_chargers, tie_list  # noqa: PLC0415
    from planner.edits.site_list import read_site_list  # noqa: PLC0415
    from planner.question import question_of  # noqa: PLC0415
    from planner.valuing import plannable_chargers  # noqa: PLC0415

    city, scenario = _town()
    listed = read_site_list(InputFile(path), plannable_chargers(scenario))
    ground = tie_list(listed, city, scenario)
    count_chargers(listed, question_of(ground.city, ground.scenario, say=_silent))


@functools.cache
def _plan() -> str:
    from planner.pipeline import make_plan  # noqa: PLC0415

    return make_plan(*_town(), say=_silent, quick=True).to_json()


def make_plan_file(random: Random, folder: Path) -> Path:
    """A plan of the town with some of its parts changed, or its bytes."""
    data = _plan().encode()
    if random.random() < 0.8:
        data = json.dumps(Mutator(random.getrandbits(63)).record(json.loads(data))).encode("utf-8", "replace")
    path = folder / "plan.json"
    path.write_bytes(mangling.mangled(random, data) if random.random() < 0.3 else data)
    return path


def read_plan(path: Path) -> None:
    """A plan is loaded."""
    from planner.dossier.dossier import Dossier  # noqa: PLC0415

    Dossier.load(path)


def make_country(random: Random, folder: Path) -> Path:
    """Roads of the sample country with one of its files gone wrong, without its cities."""
    from planner.support.resources import configs_dir  # noqa: PLC0415

    for file in (configs_dir() / "sample_country").iterdir():
        if file.is_file():
            shutil.copy(file, folder)
    demo = folder / "demo.toml"
    text = demo.read_text(encoding="utf-8")
    demo.write_text(text[: text.index("[[cities]]")] + text[text.index("[corridors.roads]") :], encoding="utf-8")
    path = folder / random.choice(ROADS)
    for _ in range(random.choice((1, 1, 2, 5))):
        path.write_bytes(mangling.mangled(random, path.read_bytes()))
    return demo


def read_country(path: Path) -> None:
    """What a check reads and says of it."""
    from planner.country.check import check_country  # noqa: PLC0415
    from planner.country.config.country import load_country  # noqa: PLC0415

    check_country(load_country(path), say=_silent)


def _silent(_text: str) -> None:
    pass
