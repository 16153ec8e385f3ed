"""A loop over the street of `tiny_city` with five lots, quickly planned."""

from dataclasses import replace
from functools import cache

from pyproj import Transformer

from geodata.crs import LONLAT
from planner.loop.edits import edits_from
from planner.loop.loop import Loop
from planner.question import question_of
from tests.fixtures.tiny_city import CRS, NORTH, corner, silent, sites, tiny_city, tiny_scenario

AT = {"a": 1, "b": 5, "c": 9, "d": 3, "e": 7}
CHARGERS = ("dc_gbt_60", "dc_ccs2_60", "ac_t2_22")
KEYS = {"chargers": list(CHARGERS), "gap": 0.3, "budget_usd": 250_000, "reasons": False}
TO_LONLAT = Transformer.from_crs(CRS, LONLAT, always_xy=True)


def lonlat(k, north=0.0):
    lon, lat = TO_LONLAT.transform(corner(k)[0], NORTH + north)
    return {"lon": round(lon, 6), "lat": round(lat, 6)}


@cache
def street():
    city = tiny_city(sites=sites(AT))
    return city, question_of(city, tiny_scenario(plan=KEYS), say=silent)


def begun(**plan):
    city, question = street()
    if plan:
        question = replace(question, scenario=question.scenario.with_plan(**plan))
    loop = Loop(city, question)
    loop.begin()
    return loop


def turned(loop, *edits):
    return loop.turn(edits_from(list(edits)))


@cache
def long_street():
    """The street where nobody drives for more than a minute and a half, so that lots at its ends share no driver."""
    city = tiny_city(sites=sites(AT))
    return city, question_of(city, tiny_scenario(plan={**KEYS, "max_drive_min": 1.5, "gap": 0.02}), say=silent)
