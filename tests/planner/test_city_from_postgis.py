"""The sample city from a database is the sample city from its files, cell by cell; `python -m benchmarks postgis` compares every output byte."""

from dataclasses import fields, replace

import pandas as pd

from benchmarks.postgis_inputs import in_database, sample_in
from geodata.report import SourceReport
from planner.config.scenario import load_scenario
from planner.pipeline import gather_city


def nameless(report: SourceReport) -> SourceReport:
    return replace(report, path="", file=None)


def test_every_fact_of_the_city_is_the_same(postgis, tmp_path):
    files = sample_in(tmp_path)
    tables = in_database(files, postgis.url)
    assert tables.read_text(encoding="utf-8").count("postgresql://") == 7, "every table and layer of the sample city"
    here, there = (gather_city(load_scenario(one), say=lambda _: None) for one in (files, tables))
    for one in fields(here):
        mine, other = getattr(here, one.name), getattr(there, one.name)
        if isinstance(mine, pd.DataFrame):
            pd.testing.assert_frame_equal(pd.DataFrame(mine), pd.DataFrame(other), check_exact=True)
    assert [nameless(one) for one in here.sources] == [nameless(one) for one in there.sources]
    assert sum("postgresql://" in one.path for one in there.sources) == 7
    named = [one.file for one in there.sources if one.file is not None and "postgresql://" in one.file.name]
    assert len({one.sha256 for one in named}) == 7
