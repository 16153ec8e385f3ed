"""Plans side by side, as they are put together, refused and written."""

import csv
import dataclasses
import json

import pytest

from planner.compare.comparison import compare_dossiers
from planner.compare.plays import Play
from planner.dossier.dossier import FORMAT
from planner.output.comparison import write_comparison
from planner.output.comparison.table import table
from tests.fixtures.dossier_fixture import make_dossier


def worlds():
    dossiers = {mix: make_dossier(side=4, roads=6, mix=mix) for mix in ("ccs2_heavy", "balanced", "gbt_heavy")}
    poorer = dataclasses.replace(dossiers["gbt_heavy"].scorecard, cost_usd=1.0, chargers=3)
    return dossiers | {"gbt_heavy": dataclasses.replace(dossiers["gbt_heavy"], scorecard=poorer)}


def test_each_plan_is_judged_in_its_own_world_in_the_order_asked():
    comparison = compare_dossiers(worlds())
    assert comparison.mixes == ("ccs2_heavy", "balanced", "gbt_heavy")
    assert [(play.plan, play.world) for play in comparison.plays] == [(mix, mix) for mix in comparison.mixes]
    assert comparison.play("balanced", "gbt_heavy") is None


def test_served_and_unserved_make_up_what_is_asked():
    play = compare_dossiers(worlds()).own("balanced")
    for family, asked in play.demand_by_family.items():
        assert play.served_by_family[family] + play.unserved_by_family[family] == pytest.approx(asked)
    assert sum(play.served_by_family.values()) == pytest.approx(play.scorecard.total_served_kwh)


def test_a_matrix_takes_plays_in_other_worlds():
    own = compare_dossiers(worlds())
    stranger = dataclasses.replace(own.own("balanced"), world="gbt_heavy")
    matrix = dataclasses.replace(own, plays=(*own.plays, stranger))
    assert set(matrix.energy()["balanced"]) == {"balanced", "gbt_heavy"}
    assert len(table(matrix)) == 4


@pytest.mark.parametrize("flaw", ["twice", "stranger", "missing"])
def test_an_inconsistent_comparison_is_refused(flaw):
    own = compare_dossiers(worlds())
    plays = {
        "twice": (*own.plays, own.plays[0]),
        "stranger": (*own.plays, Play("mars", "balanced", own.plays[0].scorecard, own.plays[0].proof)),
        "missing": own.plays[1:],
    }[flaw]
    with pytest.raises(ValueError, match=r"once|not compared|own world"):
        dataclasses.replace(own, plays=plays)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The folder of these worlds compared, only to be read."""
    folder = tmp_path_factory.mktemp("compared") / "out"
    write_comparison(worlds(), folder)
    return folder


def test_one_table_one_page_and_a_folder_for_each_mix(written):
    dossiers = worlds()
    made = json.loads((written / "comparison.json").read_text(encoding="utf-8"))
    assert made["mixes"] == list(dossiers)
    served = pytest.approx(dossiers["balanced"].scorecard.total_served_kwh)
    assert made["energy"]["balanced"] == {"ccs2_heavy": None, "balanced": served, "gbt_heavy": None}
    assert made["chargers"] == {"ccs2_heavy": 24, "balanced": 24, "gbt_heavy": 3}
    assert (
        set(made["gap"]) == set(made["cost_usd"]) == set(made["unserved"]) == set(made["sites_count"]) == set(dossiers)
    )
    rows = list(csv.DictReader((written / "comparison.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["plan"] for row in rows] == list(dossiers)
    assert float(rows[2]["cost_usd"]) == 1.0
    for mix in dossiers:
        filed = json.loads((written / mix / "plan.json").read_text(encoding="utf-8"))
        assert filed["surroundings"]["no_regret"] == made["no_regret_sites"]
        assert json.loads((written / mix / "summary.json").read_text(encoding="utf-8"))["mix"] == mix


def test_the_page_frames_each_map_and_shows_each_plan(written):
    page = (written / "comparison.html").read_text(encoding="utf-8")
    for mix in worlds():
        assert f'src="{mix}/map.html"' in page
    assert "default-src 'none'" in page


def test_the_hedged_plan_of_an_earlier_comparison_goes_and_files_of_others_stay(tmp_path):
    stale = tmp_path / "out" / "hedged"
    stale.mkdir(parents=True)
    for name in ("map.html", "plan.json", "notes.txt"):
        (stale / name).write_text(f'{{"format": "{FORMAT}"}}', encoding="utf-8")
    write_comparison({"balanced": make_dossier(side=3, roads=2)}, tmp_path / "out")
    assert [one.name for one in stale.iterdir()] == ["notes.txt"]
    alone = json.loads((tmp_path / "out" / "balanced" / "plan.json").read_text(encoding="utf-8"))
    assert "no_regret" not in alone["surroundings"], "one world is right for nobody else"
    (stale / "notes.txt").unlink()
    write_comparison({"balanced": make_dossier(side=3, roads=2)}, tmp_path / "out")
    assert not stale.exists()


def test_a_comparison_that_fails_leaves_nothing(tmp_path):
    dossiers = worlds()
    dossiers["gbt_heavy"] = dataclasses.replace(
        dossiers["gbt_heavy"], zones=dossiers["gbt_heavy"].zones.drop(columns="demand_kwh")
    )
    with pytest.raises(KeyError, match="demand_kwh"):
        write_comparison(dossiers, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_leaves_the_folder_is_refused(tmp_path):
    dossier = make_dossier(side=3, roads=2)
    with pytest.raises(ValueError, match="cannot be a folder"):
        write_comparison({"../up": dossier}, tmp_path / "out")


def test_a_comparison_in_several_languages_has_its_page_in_each(tmp_path):
    """As a plan has: the first under the plain names, each further one with maps and reports of its own."""

    def asked(*languages):
        return {
            name: dataclasses.replace(
                one, configuration={**one.configuration, "output": {"languages": list(languages)}}
            )
            for name, one in worlds().items()
            if name != "gbt_heavy"
        }

    folder = tmp_path / "out"
    files = write_comparison(asked("en", "ru"), folder)
    assert {folder / "comparison.html", folder / "comparison.ru.html"} <= set(files)
    for name, code, plan_map in (
        ("comparison.html", "en", "balanced/map.html"),
        ("comparison.ru.html", "ru", "balanced/map.ru.html"),
    ):
        page = (folder / name).read_text(encoding="utf-8")
        assert f'lang="{code}"' in page
        assert f'src="{plan_map}"' in page
        assert (folder / plan_map).exists()
    assert "в основном CCS2" in (folder / "comparison.ru.html").read_text(encoding="utf-8")
    assert 'href="balanced/report.ru.html"' in (folder / "comparison.ru.html").read_text(encoding="utf-8")
    write_comparison(asked("ru"), folder)
    assert not list(folder.rglob("*.ru.html")), "an earlier comparison's pages would tell of another one"
    for page in ("comparison.html", "balanced/map.html"):
        assert 'lang="ru"' in (folder / page).read_text(encoding="utf-8"), page
    assert "в основном CCS2" in (folder / "comparison.html").read_text(encoding="utf-8")
