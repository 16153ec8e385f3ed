"""A finished comparison as its plain dict: Sarytau's plans under three mixes, each played in each, and the rest made up around them."""

from copy import deepcopy
from typing import Any

WORLDS = ("ccs2_heavy", "balanced", "gbt_heavy")
PLANS = (*WORLDS, "hedged")
LABELS = {"ccs2_heavy": "CCS2-heavy", "balanced": "Balanced", "gbt_heavy": "GB/T-heavy", "hedged": "Hedged"}
DEMAND = {
    "ccs2_heavy": {"ccs2": 40854.0, "chademo": 1734.0, "gbt": 17948.0, "nacs": 1156.0},
    "balanced": {"ccs2": 28140.0, "chademo": 1156.0, "gbt": 31241.0, "nacs": 1156.0},
    "gbt_heavy": {"ccs2": 9646.0, "chademo": 1156.0, "gbt": 49735.0, "nacs": 1156.0},
}
SERVED = {  # kWh a day of CCS2 and GB/T by plan and world
    "ccs2_heavy": {"ccs2_heavy": (31081, 14596), "balanced": (23102, 15030), "gbt_heavy": (8969, 15051)},
    "balanced": {"ccs2_heavy": (18380, 17745), "balanced": (17875, 29090), "gbt_heavy": (8159, 29644)},
    "gbt_heavy": {"ccs2_heavy": (5366, 17745), "balanced": (5372, 30879), "gbt_heavy": (5325, 46005)},
    "hedged": {"ccs2_heavy": (17414, 17745), "balanced": (17225, 29524), "gbt_heavy": (8292, 31172)},
}
VALUE = {
    "ccs2_heavy": (38539.8, 32581.7, 20585.9),
    "balanced": (30988.2, 39597.3, 32401.7),
    "gbt_heavy": (20024.2, 31010.7, 43358.8),
    "hedged": (29973.9, 39189.2, 33805.3),
}
BOUND = {"ccs2_heavy": 39369.6, "balanced": 40804.9, "gbt_heavy": 44314.5}
GAP = {"ccs2_heavy": 0.0211, "balanced": 0.0296, "gbt_heavy": 0.0216, "hedged": 0.0243}
DISTRICTS = ("Вокзальный", "Ескикала", "Заречный", "Онтустик", "Орталык", "Самал", "Шыгыс")
ASKED = (4417, 7189, 6299, 6634, 14969, 11895, 9597)
BY_DISTRICT = {
    ("ccs2_heavy", "ccs2_heavy"): (1375, 4195, 5584, 5366, 13520, 7518, 8252),
    ("balanced", "balanced"): (2169, 4827, 4770, 5160, 13564, 8066, 8536),
    ("gbt_heavy", "gbt_heavy"): (3609, 4649, 4772, 5913, 13818, 9537, 9163),
    ("hedged", "ccs2_heavy"): (1374, 3068, 3932, 3178, 11394, 5556, 6786),
    ("hedged", "balanced"): (2439, 4781, 4859, 5121, 13549, 7895, 8235),
    ("hedged", "gbt_heavy"): (1780, 4265, 4159, 4094, 11861, 6589, 6870),
}
PLUGS = {
    "ccs2_heavy": {"GBT_AC": 65, "GBT_DC": 40, "IEC_62196_T2_COMBO": 114},
    "balanced": {"GBT_AC": 116, "GBT_DC": 84, "IEC_62196_T2_COMBO": 68},
    "gbt_heavy": {"GBT_AC": 169, "GBT_DC": 130, "IEC_62196_T2_COMBO": 20},
    "hedged": {"GBT_AC": 117, "GBT_DC": 88, "IEC_62196_T2": 8, "IEC_62196_T2_COMBO": 62},
}
ASSUMED = "assumed port shares, chosen by the project as one end of the range; confidence low"


def told(**changes: Any) -> dict[str, Any]:
    """Give the whole comparison; `changes` take the place of its keys."""
    return deepcopy(_matrix() | _hedging() | _places() | _built() | _flexibility() | _further()) | changes


def alone() -> dict[str, Any]:
    """Give the comparison of one world: no cross-play, no hedge."""
    world = WORLDS[0]
    whole = told(mixes=[world], plans=[world], hedged=None, left_out=[], no_regret_sites=[], single_mix_sites={})
    whole |= {
        "hedge": {"why_not": "there is one world alone, and nothing to hedge against"},
        "price_of_hedging": None,
        "flexibility": None,
    }
    for key in ("energy", "value", "regret", "undecidable", "demand", "served", "unserved", "districts"):
        whole[key] = {world: {world: whole[key][world][world]}}
    for key in ("max_regret", "dependence"):
        whole[key] = {world: whole[key][world]}
    return whole | {"max_regret": {world: 0.0}, "best": {world: whole["best"][world]}}


def without_hedge(why: str = "the worlds differ in plan.budget_usd") -> dict[str, Any]:
    """Give the same comparison where nothing was hedged over."""
    whole = told(plans=list(WORLDS), hedged=None, hedge={"why_not": why}, price_of_hedging=None, flexibility=None)
    for key in (
        "energy",
        "value",
        "regret",
        "max_regret",
        "undecidable",
        "dependence",
        "demand",
        "served",
        "districts",
    ):
        whole[key].pop("hedged", None)
    return whole


def _matrix() -> dict[str, Any]:
    value = {plan: dict(zip(WORLDS, VALUE[plan], strict=True)) for plan in PLANS}
    best = {world: max(value[plan][world] for plan in PLANS) for world in WORLDS}
    regret = {plan: {world: 1 - value[plan][world] / best[world] for world in WORLDS} for plan in PLANS}
    served = {plan: {world: _served(plan, world) for world in WORLDS} for plan in PLANS}
    return {
        "mixes": list(WORLDS),
        "plans": list(PLANS),
        "labels": dict(LABELS),
        "notes": dict.fromkeys(WORLDS, ASSUMED),
        "changes": {world: [f"fleet.mix = {world}"] for world in WORLDS},
        "probabilities": dict.fromkeys(WORLDS),
        "energy": {plan: {world: sum(served[plan][world].values()) for world in WORLDS} for plan in PLANS},
        "value": value,
        "best": {w: {"value": best[w], "plan": w, "bound": BOUND[w], "gap": 1 - best[w] / BOUND[w]} for w in WORLDS},
        "regret": regret,
        "max_regret": {plan: max(regret[plan].values()) for plan in PLANS},
        "undecidable": {p: {w: regret[p][w] < GAP[p] + GAP[w] for w in WORLDS} for p in PLANS},
        "gap": dict(GAP),
        "status": {"ccs2_heavy": "optimal", "balanced": "optimal", "gbt_heavy": "optimal", "hedged": "feasible"},
        "demand": dict.fromkeys(PLANS, DEMAND),
        "served": served,
        "unserved": {p: {w: {f: DEMAND[w][f] - served[p][w][f] for f in DEMAND[w]} for w in WORLDS} for p in PLANS},
        "districts": {plan: {w: _districts(p, w) for p, w in BY_DISTRICT if p == plan} for plan in PLANS},
        "coverage": {p: sum(served[p][_own(p)].values()) / sum(DEMAND[_own(p)].values()) for p in PLANS},
        "left_out": [],
        "resumed": [],
    }


def _own(plan: str) -> str:
    return plan if plan in WORLDS else WORLDS[0]


def _served(plan: str, world: str) -> dict[str, float]:
    ccs2, gbt = SERVED[plan][world]
    return {"ccs2": float(ccs2), "chademo": 67.0, "gbt": float(gbt), "nacs": 65.0}


def _districts(plan: str, world: str) -> dict[str, dict[str, float]]:
    rows = zip(DISTRICTS, ASKED, BY_DISTRICT[plan, world], strict=True)
    return {name: {"demand": float(asked), "served": float(served)} for name, asked, served in rows}


def _hedging() -> dict[str, Any]:
    by_world = {"ccs2_heavy": (8565.9, 0.2223), "balanced": (408.1, 0.0103), "gbt_heavy": (9553.5, 0.2203)}
    return {
        "hedged": "hedged",
        "expected": None,
        "hedge": {
            "why_not": None,
            "value": 0.7777,
            "bound": 0.7971,
            "gap": 0.0243,
            "path": "search",
            "wall_s": 31.2,
            "worlds": list(WORLDS),
        },
        "price_of_hedging": {
            "world": None,
            "how": "every world",
            "kwh": None,
            "share": None,
            "by_world": {world: {"kwh": kwh, "share": share} for world, (kwh, share) in by_world.items()},
        },
    }


def _places() -> dict[str, Any]:
    ids = [f"osm-w{number}" for number in range(102, 114)]
    places = {
        site: {
            "lon": 76.87 + 0.006 * at,
            "lat": 43.23 + 0.005 * at,
            "name": f"Паркинг «Достык» {at}",
            "district": "Самал",
        }
        for at, site in enumerate(ids)
    }
    return {
        "no_regret_sites": ids[:7],
        "no_regret_share": 5 / (26 + 16),  # of the hedged plan's sites
        "single_mix_sites": {"ccs2_heavy": ids[7:8], "balanced": [], "gbt_heavy": ids[8:11]},
        "sites": places,
    }


def _built() -> dict[str, Any]:
    new, upgraded = (21, 24, 31, 26), (18, 16, 16, 16)
    return {
        "cost_usd": dict(zip(PLANS, (2195250.0, 2186680.0, 2193270.0, 2198650.0), strict=True)),
        "new_sites": dict(zip(PLANS, new, strict=True)),
        "upgraded_sites": dict(zip(PLANS, upgraded, strict=True)),
        "sites_count": {plan: a + b for plan, a, b in zip(PLANS, new, upgraded, strict=True)},
        "chargers": dict(zip(PLANS, (142, 192, 244, 200), strict=True)),
        "plugs_added": PLUGS,
        "dependence": {plan: _dependence(plan) for plan in PLANS},
    }


def _dependence(plan: str) -> dict[str, Any]:
    ccs2 = {"ccs2_heavy": 0.50, "balanced": 0.27, "gbt_heavy": 0.10, "hedged": 0.27}[plan]
    energy = {"ccs2_heavy": 0.68, "balanced": 0.38, "gbt_heavy": 0.10, "hedged": 0.49}[plan]
    vehicles = {"ccs2_heavy": 0.68, "balanced": 0.47, "gbt_heavy": 0.16, "hedged": 0.68}[plan]
    lost = {
        "ccs2_heavy": ("ccs2", 731000.0),
        "balanced": ("gbt", 402000.0),
        "gbt_heavy": ("gbt", 655000.0),
        "hedged": ("gbt", 398000.0),
    }
    family, usd = lost[plan]
    other = "gbt" if family == "ccs2" else "ccs2"
    return {
        "hhi_plugs": ccs2**2 + (0.99 - ccs2) ** 2,
        "hhi_energy": energy**2 + (1 - energy) ** 2,
        "mismatch": abs(vehicles - ccs2),
        "stranded_usd": usd,
        "stranded_standard": family,
        "fade_year": 2033,
        "stranded": {family: usd, other: 0.4 * usd},
        "retrofit_usd": {family: 0.55 * usd, other: 0.2 * usd},
        "plugs": {"ccs2": ccs2, "gbt": 0.99 - ccs2, "chademo": 0.007, "nacs": 0.003},
        "vehicles": {"ccs2": vehicles, "gbt": 0.96 - vehicles, "chademo": 0.02, "nacs": 0.02},
        "energy": {"ccs2": energy, "gbt": 1 - energy},
    }


def _flexibility() -> dict[str, Any]:
    offers = (
        ("single-standard cabinets", 0.222, 0.0),
        ("dual cabinets too", 0.131, 0.48),
        ("pooled cabinets too", 0.127, 0.51),
        ("cables on standing guns too", 0.118, 0.50),
    )
    curve = ((0.0, 0.222), (0.1, 0.196), (0.25, 0.164), (0.5, 0.129), (0.75, 0.118), (1.0, 0.118))
    later = {"ccs2_heavy": ("gbt_heavy", 0.525), "balanced": ("gbt_heavy", 0.253), "gbt_heavy": ("ccs2_heavy", 0.48)}
    usd = {"ccs2_heavy": 2_410_000.0, "balanced": 940_000.0, "gbt_heavy": 2_020_000.0}
    return {
        "flexibility": {
            "target": 0.05,
            "offers": [
                {"offer": name, "added": "", "max_regret": lost, "cost_usd": 2_198_000.0, "dual_share": dual, "gap": 0.025, "why_not": None}
                for name, lost, dual in offers
            ],
            "curve": [
                {"max_dual_share": most, "max_regret": lost, "cost_usd": 2_198_000.0, "dual_share": min(most, 0.7), "gap": 0.025}
                for most, lost in curve
            ],
            "least_share": None,
            "not_enough_share": 1.0,
            "why_not": "however many cabinets serve two standards, the best hedge found loses 12\u202f% at worst, above the target of 5.0\u202f%",
            "recourse": {
                plan: {
                    "world": world,
                    "regret": lost,
                    "later_usd": usd[plan],
                    "at_least_usd": 0.8 * usd[plan],
                    "cabinets_later": 60,
                    "at_sites_of_the_plan": 12,
                    "conduits_now_usd": 24_000.0,
                    "later_with_conduits_usd": 0.94 * usd[plan],
                    "conduits_gain_usd": 0.06 * usd[plan] - 24_000.0,
                    "why_not": None,
                }
                for plan, (world, lost) in later.items()
            },
            "assumed": {"conduit_usd": 1000.0, "conduit_saves_share": 0.4},
        }
    }  # fmt: skip


def _further() -> dict[str, Any]:
    return {"coming": None, "tariff": None}
