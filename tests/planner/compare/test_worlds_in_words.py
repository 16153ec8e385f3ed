"""Lines of progress of worlds begin with the words of a mix, in the language of whoever reads them, wherever they are read."""

from planner.cluster.jobs import prefixed
from planner.compare.run.world_inputs import world_inputs_of
from planner.config.scenario import load_scenario
from planner.country.accounts import named
from planner.errors import ConfigError
from planner.project.runs.events import SAID, EventLog, event_now, events_in
from planner.project.runs.request import Job
from planner.support.progress import measured
from planner.support.speech import _, speaking, told
from planner.web.runs.telling import event_told
from planner.worlds import worlds_of


def asked(folder, *mixes):
    (folder / "a.toml").write_text('[city]\nname = "A"\nroads = "a.osm"\n', encoding="utf-8")
    return worlds_of(load_scenario(folder / "a.toml"), mixes, [])[0]


def test_progress_of_a_world_and_why_it_is_left_out_tell_the_words_of_its_mix(caplog, tmp_path):
    worlds = asked(tmp_path, "ccs2_heavy", "kz_low")
    lines = []

    def gather(_scenario, *, say):
        say(_("reading roads, towns and trips"))
        raise ConfigError(_("nothing can be served there"))

    found, failed = world_inputs_of(worlds, lines.append, gather)
    assert not found
    assert list(failed) == ["ccs2_heavy", "kz_low"]
    with speaking("ru"):
        assert told(lines[0]).startswith("в основном CCS2: ")
        assert told(caplog.records[0].msg).startswith("пропущено: в основном CCS2: ")
    assert lines[1].startswith("KZ low: ")
    with speaking("kk"):
        assert told(named("Nukus", "gbt_heavy")) == "Nukus, негізінен GB/T"


def test_the_page_tells_of_which_world_a_search_is_in_the_words_of_its_reader(tmp_path):
    (world,) = asked(tmp_path, "gbt_heavy")
    lines = []
    prefixed(lines.append, world.words)(measured(_("best plan"), 1.0, 2.0, 0.5, "kWh"))
    EventLog(tmp_path / "progress.jsonl").write(event_now(SAID, lines[0], 1.0))
    (event,) = events_in(tmp_path / "progress.jsonl")
    assert event_told(event, Job.COMPARE)["of"] == "GB/T heavy"
    with speaking("ru"):
        assert event_told(event, Job.COMPARE)["of"] == "в основном GB/T"
