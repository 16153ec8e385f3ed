"""A country whose run the user stopped says so first, on the console, in the report and in the summary, with what was never searched."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.cli.countries import show_country
from planner.cluster.cluster import Cluster
from planner.cluster.jobs import Job
from planner.country.cities.answers import CityAnswers
from planner.country.config.worlds import WorldsConfig
from planner.country.cut_short import CutShort, left
from planner.country.output.country_map import map_html
from planner.country.output.proof_words import left_over
from planner.country.output.report import report_html
from planner.country.output.stopped_words import stopped_lines
from planner.country.output.summary import summary
from planner.country.output.workbook import write_workbook
from planner.country.plan.planning import plan_country
from planner.country.result import Country
from planner.country.telling.country import country_of
from planner.country.telling.cut_short import cut_short_of
from planner.country.world_play import CountryWorlds
from planner.support.stopping import StoppedError, Stopping
from tests.fixtures.answered_at_once import AtOnce, three_towns
from tests.fixtures.country_fixture import made_country
from tests.fixtures.sample_roads import sample_roads
from tests.fixtures.tiny_city import silent

SAID = "The run was stopped before its end: this is what was found by then."
CUT = CutShort(
    {"Alpha": (714_000.0,), "roads": tuple(100_000.0 * at for at in range(1, 9))},
    {"Alpha": (600_000.0,)},
    ("Beta",),
    ("ccs2_heavy", "gbt_heavy"),
)


def stopped(**more: object) -> Country:
    return made_country(cut_short=CUT, whole=False, **more)


def test_the_console_says_it_before_any_figure(capsys) -> None:
    show_country(stopped(), Path("out"), Path("kz.toml"))
    told = " ".join(capsys.readouterr().out.split())
    assert told.index(SAID) < told.index("city or roads")
    assert "Never searched: Alpha: $714 000; Roads between towns: 8 sums of $100 000 to $800 000." in told
    assert "Searched until the stop, and no further: Alpha: $600 000." in told
    assert "Not begun when the run was stopped, and left out: Beta." in told
    assert told.index("Run the same command again to search the rest") < told.index("city or roads")


def test_the_report_says_it_first_and_once() -> None:
    page = report_html(stopped())
    assert page.count(SAID) == 1
    assert page.index(SAID) < page.index('<p class="answer">')
    assert "Never searched: Alpha" in page
    assert SAID not in report_html(made_country(whole=False)), "phases that an audit left out are no stop"


def test_the_workbook_says_it_on_its_first_sheet(tmp_path: Path) -> None:
    write_workbook(stopped(), tmp_path / "country.xlsx")
    first = load_workbook(tmp_path / "country.xlsx").worksheets[0]
    assert [row[0] for row in first.iter_rows(min_row=2, values_only=True)] == stopped_lines(stopped())
    write_workbook(made_country(whole=False), tmp_path / "country.xlsx")
    assert load_workbook(tmp_path / "country.xlsx").worksheets[0].title == "Money"


def test_the_summary_has_the_sums_for_scripts() -> None:
    told = json.loads(json.dumps(summary(stopped())))["stopped"]
    assert told["by"] == "the user"
    assert told["never_searched_usd"]["Alpha"] == [714_000.0]
    assert told["search_ended_usd"] == {"Alpha": [600_000.0]}
    assert (told["not_begun"], told["mixes_not_planned"]) == (["Beta"], ["ccs2_heavy", "gbt_heavy"])
    assert summary(made_country())["stopped"] is None
    assert stopped_lines(made_country()) == []


def test_money_left_over_is_not_said_to_be_of_no_use_where_it_was_not_searched() -> None:
    over = made_country(budget_usd=2_000_000.0)
    assert "no plan was found that serves 1 kWh a day more" in left_over(over)
    said = left_over(stopped(budget_usd=2_000_000.0))
    assert "the run was stopped before all sums of money were searched" in said
    assert "no plan was found" not in said
    proven = stopped(budget_usd=2_000_000.0, bound=7_000.0)
    assert "which is proven" in left_over(proven), "what is proven needs no further search"


def test_names_of_cities_are_in_the_letters_of_the_reader() -> None:
    named = CUT.named({"Alpha": "Альфа", "Beta": "Бета"}.get)  # type: ignore[arg-type]
    assert set(named.never) - {None} == {"Альфа"}
    assert named.not_begun == ("Бета",)


@pytest.mark.parametrize(
    ("begun", "found", "asked_to_stop", "never"),
    [
        ([1.0, 2.0], [1.0, 2.0], True, (3.0,)),
        ([1.0, 2.0], [1.0], True, (2.0, 3.0)),
        ([2.0, 3.0], [2.0], True, (3.0, 1.0)),
        ([1.0], [], False, ()),
    ],
)
def test_sums_that_were_never_searched_are_those_not_begun_and_the_last_without_a_plan(
    begun, found, asked_to_stop, never
) -> None:
    class Found:
        def __init__(self, usd: float) -> None:
            self.usd = usd

    assert left([1.0, 2.0, 3.0], begun, [Found(usd) for usd in found], Stopping(asked_to_stop)) == never


def test_a_stop_during_a_search_names_the_sums_after_it(tmp_path: Path) -> None:
    stopping = Stopping()

    def say(text: str) -> None:
        if "sum 2 of" in text:
            stopping.asked = True

    with Cluster(1, say=say, stopping=stopping) as cluster:
        run = plan_country(sample_roads(tmp_path), cluster, say=say, stopping=stopping)
    cut = country_of(run).cut_short
    assert cut is not None
    assert 1_000_000.0 in cut.never["roads"]
    assert 300_000.0 not in cut.never["roads"]
    assert cut.mixes == ()
    mixes = WorldsConfig(mixes=["ccs2_heavy", "gbt_heavy"], cities=False)
    for corridors, refused, told in (
        (run.config.corridors, (), ("ccs2_heavy", "gbt_heavy")),
        (run.config.corridors, (("ccs2_heavy", "a floor"),), ("gbt_heavy",)),
        (None, (), ()),
    ):
        asking = run.config.model_copy(update={"compare": mixes, "corridors": corridors})
        again = cut_short_of(replace(run, config=asking), CountryWorlds(left_out=refused))
        assert again is not None
        assert again.mixes == told
    known = {one.usd for one in run.road_answers.answers} if run.road_answers else set()
    assert not known & set(cut.never["roads"])


def test_a_floor_that_only_unsearched_sums_could_keep_is_not_called_impossible(tmp_path: Path) -> None:
    stopping = Stopping()

    class StoppedAtOnce(AtOnce):
        def _done(self, job: Job) -> CityAnswers:
            stopping.asked = True
            known = super()._done(job)
            return replace(known, answers=known.answers[:1], unsearched=tuple(job.args[1][1:]))

    floor = '[[money.floors]]\nregion = "Land of Osh"\nserved = 0.5'
    with pytest.raises(StoppedError, match="let it run longer"):
        plan_country(three_towns(tmp_path, floor, ["Osh"]), StoppedAtOnce({"Osh": 1.0}), say=silent, stopping=stopping)


def test_the_map_says_it_too() -> None:
    assert SAID in map_html(stopped())
    assert SAID not in map_html(made_country())
