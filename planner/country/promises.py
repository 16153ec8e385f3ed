"""Floors of a country's configuration as the sharing takes them: what each promises, in dollars or kWh a day, and in words."""

from collections.abc import Sequence

from planner.country.accounts import ROADS_ENERGY, ROADS_MONEY, plug_account, region_account, region_money
from planner.country.config.country import CountryConfig
from planner.country.config.money import FloorConfig
from planner.country.curves import Curve
from planner.country.sharing import Floor
from planner.errors import ConfigError
from planner.output.shared.words import family_label
from planner.support.speech import _
from planner.support.spelling import nearest_known


def floors_of(config: CountryConfig, curves: Sequence[Curve]) -> list[Floor]:
    """Floors that are asked.

    Raises
    ------
    ConfigError
        One names a region that nobody lies in.
    """
    return [_floor(one, config, curves) for one in config.money.floors]


def _floor(asked: FloorConfig, config: CountryConfig, curves: Sequence[Curve]) -> Floor:
    if asked.money is not None:
        account = ROADS_MONEY if asked.roads else region_money(asked.region or "")
        _insist(account, {name for curve in curves for name in curve.money}, region_money(""), "region")
        return Floor(
            account,
            asked.money * config.budget_usd,
            _("{name}: at least {share:percent} of the money", name=_name(asked), share=asked.money),
        )
    assert asked.served is not None
    of = plug_account(asked.plug or "") if asked.plug is not None else region_account(asked.region or "")
    account = ROADS_ENERGY if asked.roads else of
    prefix = plug_account("") if asked.plug is not None else region_account("")
    _insist(account, {name for curve in curves for name in curve.most}, prefix, "plug" if asked.plug else "region")
    whole = sum(curve.most.get(account, 0.0) for curve in curves)
    words = _(
        "{name}: at least {share:percent} of the energy asked for is served", name=_name(asked), share=asked.served
    )
    return Floor(account, asked.served * whole, words)


def _name(asked: FloorConfig) -> str:
    if asked.roads:
        return _("Roads between towns")
    return asked.region if asked.region is not None else family_label(asked.plug or "")


def _insist(account: str, known: set[str], prefix: str, key: str) -> None:
    if account in known:
        return
    if not account.startswith(prefix):
        raise ConfigError(
            _("money.floors: there are no roads in this country's file; give [corridors], or take the floor out")
        )
    names = sorted(one.removeprefix(prefix) for one in known if one.startswith(prefix))
    asked = account.removeprefix(prefix)
    raise ConfigError(
        _("money.floors: unknown {key} {asked!r}; {nearest}", key=key, asked=asked, nearest=nearest_known(asked, names))
    )
