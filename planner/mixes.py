"""Standard mixes: which ports the vehicles of a world have."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from geodata.connectors import PLUG_FAMILIES, PortFamily
from planner.errors import ConfigError
from planner.nearest import nearest_known
from planner.resources import configs_dir

BAND = 0.15
"""A share whose band nobody gave may be so much larger or smaller (assumed)."""


def port_shares(mix: "str | Mapping[str, float]") -> dict[PortFamily, float]:
    """Shares of a mix by port family, summing to one.

    Raises
    ------
    ConfigError
        Unknown mix or port, or shares that do not sum to one.
    """
    shares = _named_mix(mix) if isinstance(mix, str) else dict(mix)
    for port in shares:
        if port not in PLUG_FAMILIES:
            raise ConfigError(f"fleet.mix: unknown port {port!r}; known are {', '.join(PLUG_FAMILIES)}")
    total = sum(shares.values())
    if abs(total - 1.0) > 1e-6:
        raise ConfigError(f"fleet.mix: the shares sum to {total:g}; they must sum to 1")
    return {family: float(shares.get(family.value, 0.0)) for family in PLUG_FAMILIES}


def mix_names() -> list[str]:
    """Names of the mixes in configs/mixes."""
    return sorted(path.stem for path in (configs_dir() / "mixes").glob("*.toml"))


def _named_mix(name: str) -> dict[str, float]:
    if name not in mix_names():
        raise ConfigError(f"fleet.mix: unknown mix {name!r}; {nearest_known(name, mix_names())}")
    return dict(_mix_file(name)["shares"])


@cache
def _mix_file(name: str) -> dict[str, Any]:
    return tomllib.loads((configs_dir() / "mixes" / f"{name}.toml").read_text(encoding="utf-8"))


def port_band(mix: "str | Mapping[str, float]") -> tuple[dict[PortFamily, float], dict[PortFamily, float]]:
    """Lowest and highest share of each port family, each for itself.

    The band of the mix's own file where it has one (the countries), otherwise `BAND` on either side, assumed.
    """
    central = port_shares(mix)
    data = _mix_file(mix) if isinstance(mix, str) else {}
    ends = []
    for end, away in (("low", -BAND), ("high", BAND)):
        told: dict[str, Any] = data.get(end, {})
        ends.append(
            {
                family: float(told[family.value])
                if family.value in told
                else min(1.0, max(0.0, share + away if share > 0 else 0.0))
                for family, share in central.items()
            }
        )
    return ends[0], ends[1]
