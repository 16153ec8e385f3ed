"""Floors of a country's configuration as the sharing takes them: what each promises, in dollars or kWh a day, and in words."""

from collections.abc import Sequence

from planner.country.accounts import plug_account, region_account, region_money
from planner.country.config.country import CountryConfig
from planner.country.curves import Curve
from planner.country.sharing import Floor
from planner.errors import ConfigError
from planner.support.speech import _
from planner.support.spelling import nearest_known


def floors_of(config: CountryConfig, curves: Sequence[Curve]) -> list[Floor]:
    """Floors that are asked.

    Raises
    ------
    ConfigError
        One names a region that nobody lies in.
    """
    return [_floor(one.region, one.plug, one.money, one.served, config, curves) for one in config.money.floors]


def _floor(
    region: str | None,
    plug: str | None,
    money: float | None,
    served: float | None,
    config: CountryConfig,
    curves: Sequence[Curve],
) -> Floor:
    if region is not None and money is not None:
        account = region_money(region)
        known = {name for curve in curves for name in curve.money}
        _insist(account, known, region_money(""), "region")
        words = _("{region}: at least {share:percent} of the money", region=region, share=money)
        return Floor(account, money * config.budget_usd, words)
    assert served is not None
    account = region_account(region) if region is not None else plug_account(plug or "")
    asked = [curve.most[account] for curve in curves if account in curve.most]
    known = {name for curve in curves for name in curve.most}
    _insist(
        account, known, region_account("") if region is not None else plug_account(""), "region" if region else "plug"
    )
    name = region if region is not None else plug
    words = _("{name}: at least {share:percent} of the energy asked for is served", name=name, share=served)
    return Floor(account, served * sum(asked), words)


def _insist(account: str, known: set[str], prefix: str, key: str) -> None:
    if account in known:
        return
    names = sorted(one.removeprefix(prefix) for one in known if one.startswith(prefix))
    asked = account.removeprefix(prefix)
    raise ConfigError(
        _("money.floors: unknown {key} {asked!r}; {nearest}", key=key, asked=asked, nearest=nearest_known(asked, names))
    )
