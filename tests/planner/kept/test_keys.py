"""Keys of what is kept: whatever changes an answer changes the key."""

import dataclasses
import shutil
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from pydantic import ValidationError

from geodata.input_file import InputFile
from planner.config.levers import with_keys
from planner.config.scenario import Scenario, load_scenario, scenario_from
from planner.config.section import Section
from planner.errors import PlannerError
from planner.fetching import city_request
from planner.kept import keys, versions
from planner.kept.keys import DECIDED_LATER, city_key, question_key, reaching_part
from planner.question import Question, question_of
from planner.support import sources
from planner.support.resources import configs_dir
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

BY_HAND: dict[str, Any] = {
    "plan.locked": [{"site": "a", "chargers": {"dc_gbt_60": 1}}],
    "plan.forced": ["b"],
    "plan.forbidden": ["c"],
    "plan.retired": ["st"],
    "plan.mandated_plugs": ["gbt"],
    "plan.budgets": [50_000.0],
    "plan.chargers": ["dc_gbt_60", "ac_t2_22"],
    "plan.phases": [{"year": 2027, "budget_usd": 1e5}, {"year": 2028, "budget_usd": 2e5}],
    "plan.coverage": 0.3,
    "plan.plug_floors": {"gbt": 0.2},
    "plan.then": ["cost"],
    "compare.mixes": ["kz"],
    "compare.worlds": [{"name": "x", "mix": "kz"}],
    "compare.fade_year": 2040,
    "output.languages": ["ru"],
    "fleet.mix": "kz",
    "fleet.steps": [{"date": "2027-01-01", "factor": 0.5}],
    "fleet.adapters": [{"port": "ccs2", "to": "gbt"}],
    "stations": [{"path": "stations.json", "format": "ocpi"}],
}
"""Keys whose other value no rule of types finds, or whose effect should be a real one."""
GUESSES = (
    True,
    False,
    0,
    1,
    2,
    3,
    5,
    0.1,
    0.25,
    0.5,
    0.9,
    1.5,
    30.0,
    400,
    20_000.0,
    "x",
    "KGS",
    "2027-01-01",
    ["x"],
    [1.0],
    [1],
    {"x": 0.5},
)


def leaves(model: type[Section] = Scenario, at: str = "") -> Iterator[tuple[str, Any]]:
    for name, one in model.model_fields.items():
        kind = one.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            yield from leaves(kind, f"{at}{name}.")
        else:
            yield f"{at}{name}", kind


def other(base: Scenario, key: str, kind: Any) -> Scenario | None:
    """The scenario with another value of one key; None where none is found."""
    words = [word for word in get_args(kind) if isinstance(word, str)]
    for value in (BY_HAND[key],) if key in BY_HAND else (*words, *([word] for word in words), *GUESSES):
        try:
            changed = with_keys(base, {key: value}, where="test")
        except (PlannerError, ValidationError, TypeError):
            continue
        if changed != base:
            return changed
    return None


def assert_same(one: Any, two: Any, at: str) -> None:  # noqa: C901  a line for each kind
    """Compare to the last field, with arrays and tables in them."""
    assert type(one) is type(two), at
    if isinstance(one, gpd.GeoDataFrame | pd.DataFrame):
        pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(two), obj=at)
    elif isinstance(one, pd.Series):
        pd.testing.assert_series_equal(one, two, obj=at)
    elif isinstance(one, np.ndarray):
        np.testing.assert_array_equal(one, two, err_msg=at)
    elif sp.issparse(one):
        assert (one != two).nnz == 0, at
    elif is_dataclass(one):
        for each in fields(one):
            assert_same(getattr(one, each.name), getattr(two, each.name), f"{at}.{each.name}")
    elif isinstance(one, dict):
        assert list(one) == list(two), at
        for name in one:
            assert_same(one[name], two[name], f"{at}[{name}]")
    elif isinstance(one, tuple | list):
        assert len(one) == len(two), at
        for n, (a, b) in enumerate(zip(one, two, strict=True)):
            assert_same(a, b, f"{at}[{n}]")
    else:
        assert repr(one) == repr(two), at  # which NaN is, too


def test_every_key_of_the_configuration_misses_or_gives_the_same_question():
    rate = {"currency": "KZT", "usd_rate": 500.0, "rate_date": "2026-01-01"}
    city, base = tiny_city(), tiny_scenario(plan={"coverage": 0.1}, output=rate)
    known = question_of(city, base, say=silent)
    tried, untried = set(), set()
    for key, kind in leaves():
        changed = other(base, key, kind)
        if changed is None:
            untried.add(key)
            continue
        tried.add(key)
        if reaching_part(changed) != reaching_part(base) or city_request(changed) != city_request(base):
            continue
        kept: Question = replace(known, scenario=changed)
        assert_same(question_of(city, changed, say=silent), kept, key)
    later = {f"plan.{key}" for key in DECIDED_LATER["plan"] or ()}
    whole = {table for table, part in DECIDED_LATER.items() if part is None}
    assert not [key for key in untried if key in later or key.split(".")[0] in whole]
    assert "plan.cost_case" in tried
    assert len(tried) > 100


def test_keys_that_decide_a_question_are_part_of_its_key():
    base = tiny_scenario()
    asked = {
        "plan.cost_case": "high",
        "plan.chargers": ["dc_gbt_60"],
        "plan.max_drive_min": 5,
        "fleet.mix": "kz",
        "fleet.temperature_c": -30,
        "sites.max_bays": 3,
        "grid.connection_usd_per_kw": 50,
        "gates.land": {"disputed": "allow"},
    }
    found = {question_key("city", base)}
    for key, value in asked.items():
        try:
            found.add(question_key("city", with_keys(base, {key: value}, where="test")))
        except PlannerError:
            continue
    assert len(found) > 6
    assert question_key("another city", base) not in found
    assert question_key("city", base.with_plan(budget_usd=1.0)) in found


@pytest.fixture
def own(tmp_path) -> Path:
    """A copy of the sample city's files."""
    shutil.copytree(configs_dir() / "sample_city", tmp_path / "city")
    return tmp_path / "city"


def key_of(folder: Path) -> str | None:
    return city_key(city_request(load_scenario(folder / "demo.toml")))


def inputs_in(value: Any) -> Iterator[InputFile]:
    if isinstance(value, InputFile):
        yield value
    elif dataclasses.is_dataclass(value):
        for one in fields(value):
            yield from inputs_in(getattr(value, one.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from inputs_in(one)


def test_a_changed_byte_of_any_input_misses_and_the_old_byte_hits_again(own):
    known = key_of(own)
    assert known is not None
    files = sorted({Path(str(one.path)) for one in inputs_in(city_request(load_scenario(own / "demo.toml")))})
    assert len(files) >= 8
    for file in files:
        whole = file.read_bytes()
        file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        assert key_of(own) not in (None, known), file
        file.write_bytes(whole)
        assert key_of(own) == known, file


@pytest.mark.parametrize("name", ["boundary.geojson-wal", "own_sites.csv.aux.xml", "sarytau.osm.prj"])
def test_a_file_that_readers_look_for_beside_an_input_misses(name, own):
    known = key_of(own)
    (own / name).write_text("x")
    assert key_of(own) != known


def test_another_day_program_library_or_switch_misses(own, monkeypatch):
    known, seen = key_of(own), set()
    with monkeypatch.context() as patched:
        patched.setattr(keys, "version_of_program", lambda: "another")
        seen.add(key_of(own))
    with monkeypatch.context() as patched:
        patched.setenv("PROJ_NETWORK", "ON")
        seen.add(key_of(own))
    with monkeypatch.context() as patched:
        patched.setattr(keys, "language", lambda: "ru")
        seen.add(key_of(own))

    class Tomorrow(keys.datetime):
        @classmethod
        def now(cls, tz=None):
            return super().now(tz).replace(year=2099)

    with monkeypatch.context() as patched:
        patched.setattr(keys, "datetime", Tomorrow)
        seen.add(key_of(own))
    assert len(seen | {known}) == 5
    assert key_of(own) == known


def test_the_program_is_known_by_every_byte_of_its_sources_and_every_installed_library(tmp_path, monkeypatch):
    def version() -> str:
        return versions.version_of_program.__wrapped__()

    facts = tmp_path / "configs"
    shutil.copytree(configs_dir() / "facts", facts)
    monkeypatch.setattr(sources, "configs_dir", lambda: facts)
    known = version()
    file = min(facts.iterdir())
    file.write_bytes(file.read_bytes() + b"\n")
    assert version() != known
    known = version()
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "numpy-99.0.dist-info").mkdir()
    assert version() != known
    assert any(name.startswith("numpy-") for name in versions._libraries())


def test_a_database_or_a_missing_file_is_not_kept(own):
    (own / "fleet.csv").unlink()
    assert key_of(own) is None
    data = {
        "city": {"name": "Town", "roads": "r.osm"},
        "grid": {"path": "postgresql://localhost/grid|layername=feeders"},
    }
    assert city_key(city_request(scenario_from(data, folder=own))) is None


def test_an_answer_of_a_service_is_known_by_its_bytes(own, tmp_path, monkeypatch):
    monkeypatch.setenv("EVPLAN_CACHE", str(tmp_path / "cache"))
    data = {"city": {"name": "Town", "roads": "sarytau.osm.pbf"}, "stations": [{"format": "ocm", "online": True}]}
    scenario = scenario_from(data, folder=own)
    without = city_key(city_request(scenario))
    (tmp_path / "cache" / "stations").mkdir(parents=True)
    found = {without}
    for text in ("[]", "[ ]"):
        (tmp_path / "cache" / "stations" / "ocm-public-here-0123456789.json").write_text(text)
        found.add(city_key(city_request(scenario)))
    assert len(found) == 3
