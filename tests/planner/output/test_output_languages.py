"""Outputs in several languages: one plan read in each, and what scripts read stays as it is."""

import gettext
import json
import sys
from dataclasses import replace

import pytest

from geodata import speech
from planner import output
from planner.dossier.dossier import Dossier
from planner.dossier.messages import messages_from, plain_messages
from planner.errors import PlanFileError
from planner.output import READ_BY_PEOPLE, write_all, write_one
from planner.output.shared.reader import rate_of
from planner.support.currency import Rate, beside_dollars, priced
from planner.support.speech import _, plural, speaking, told
from tests.fixtures.dossier_fixture import make_dossier


class Marked(gettext.NullTranslations):
    def gettext(self, message):
        return f"[{message}]"

    def ngettext(self, msgid1, msgid2, n):
        return f"[{msgid1 if n == 1 else msgid2}]"

    def pgettext(self, context, message):  # noqa: ARG002
        return f"[{message}]"


@pytest.fixture
def marked(monkeypatch):
    monkeypatch.setattr(speech, "catalogue", lambda _package, _code: Marked())


def asked(**keys):
    made = make_dossier()
    return replace(made, country="KZ", configuration={**made.configuration, "output": keys})


def test_texts_of_a_plan_are_filed_with_the_messages_that_they_were_made_from(marked):
    inner = _("a charger of {kw:number} kW", kw=60.5)
    text = plural("{n} place for {what}", "{n} places for {what}", 3, what=inner)
    dossier = replace(asked(), studies={"left_out": [{"study": "x", "why": text}]})
    again = Dossier.from_json(dossier.to_json())
    why = again.studies["left_out"][0]["why"]
    assert type(why) is str
    assert why == text == "3 places for a charger of 60 kW"
    with speaking("ru"), speech.filed(again.known_messages()):
        assert told(why) == "[3 places for [a charger of 60 kW]]"
    assert again.to_json() == dossier.to_json()


def test_a_filed_message_that_gives_another_text_is_passed_over():
    text = _("{usd:money} a year", usd=5.0)
    data = json.loads(json.dumps(plain_messages({str(text): text})))
    assert messages_from(data) == {text: text}
    data[str(text)]["values"]["usd"] = 6.0
    assert messages_from(data) == {}


def test_a_plan_is_written_in_each_language_asked_for_and_machines_read_the_same_columns(tmp_path, marked):
    english, several = tmp_path / "en", tmp_path / "several"
    write_all(asked(languages=["en"]), english)
    files = write_all(asked(languages=["ru", "kk"]), several)
    further = {f"{name.partition('.')[0]}.kk.{name.partition('.')[2]}" for name in READ_BY_PEOPLE}
    assert {one.name for one in files} - {one.name for one in english.iterdir()} == further
    assert all((several / name).stat().st_size for name in further)
    heads = [(folder / "sites.csv").read_text(encoding="utf-8").splitlines()[0] for folder in (english, several)]
    assert heads[0] == heads[1]
    write_all(asked(languages=["en"]), several)
    assert {one.name for one in several.iterdir()} == {one.name for one in english.iterdir()}


def test_the_name_of_an_export_tells_its_language(tmp_path, monkeypatch):
    monkeypatch.setitem(output.WRITERS, "report.html", lambda _dossier, path: path.write_text(speech.language()))
    told = [
        write_one(asked(languages=["ky"]), tmp_path / name, language=code).read_text()
        for name, code in (("report.html", None), ("report.tg.html", None), ("report.tg.html", "uz"))
    ]
    assert told == ["ky", "tg", "uz"]


def test_prices_stand_in_dollars_and_in_the_currency_of_the_country_where_a_rate_is_given():
    rate = rate_of(asked(languages=["en"], usd_rate=523.4, rate_date="2026-11-01"))
    assert rate == Rate("KZT", 523.4, "2026-11-01")
    assert rate_of(asked(languages=["en"])) is None
    assert rate_of(asked(currency="UZS", usd_rate=12000)).code == "UZS"
    said = _("it costs {usd:money}", usd=5_000_000)
    assert said == "it costs $5\u202f000\u202f000"
    with beside_dollars(rate):
        assert (
            _("it costs {usd:money}", usd=5_000_000)
            == "it costs $5\u202f000\u202f000 (2\u202f617\u202f000\u202f000\u00a0KZT)"
        )
        assert priced(2_000_000) == "$2\u202f000\u202f000 (1\u202f046\u202f800\u202f000\u00a0KZT)"
        assert priced(1_999_230) == "$1\u202f999\u202f230 (≈\u00a01\u202f046\u202f400\u202f000\u00a0KZT)", (
            "what is spent is not what is there, and a rounded amount says so"
        )


HOSTILE_MESSAGES = [
    ("planner", ["{x.__class__}"], {"x": "a"}),
    ("planner", ["{x.domain.formats}"], {"x": {"text": {"domain": "planner", "message": ["a"], "values": {}}}}),
    ("planner", ["{x[0]}"], {"x": "a"}),
    ("planner", ["{x:>99999999}"], {"x": 1}),
    ("planner", ["{x:.99999999f}"], {"x": 1.0}),
    ("antigravity", ["a"], {}),
]


@pytest.mark.parametrize(("package", "message", "values"), HOSTILE_MESSAGES)
def test_a_message_of_a_file_reaches_nothing_but_its_values(package, message, values):
    plain = json.loads(make_dossier().to_json())
    plain["messages"] = {"a": {"domain": package, "message": message, "values": values}}
    with pytest.raises(PlanFileError, match="damaged"):
        Dossier.from_json(json.dumps(plain))
    assert "antigravity" not in sys.modules


def test_the_report_tells_prices_in_the_currency_and_of_which_day_the_rate_is(tmp_path):
    rate = {"usd_rate": 523.4, "rate_date": "2026-11-01"}
    for language, day in (("en", "2026-11-01"), ("ru", "1 ноября 2026")):
        file = write_one(replace(asked(languages=[language], **rate), country="KZ"), tmp_path / "report.html")
        page = file.read_text(encoding="utf-8")
        assert ("523.40" if language == "en" else "523,40") in page
        assert day in page
        assert max(page.count("KZT"), page.count("₸")) >= 2
    bare = write_one(replace(asked(languages=["en"]), country="KZ"), tmp_path / "report.html").read_text(
        encoding="utf-8"
    )
    assert "KZT" not in bare
