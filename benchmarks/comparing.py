"""Three mixes and the hedged plan beside one plan of the same city at the same gap: whole commands, and the searches alone."""

import json
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.city import REAL, almaty_in
from benchmarks.measure import Result, peak_mb

MIXES = "ccs2_heavy,balanced,gbt_heavy"


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--sample", action="store_true", help="the bundled sample city; default: Almaty where it is")
    parser.add_argument("--mixes", default=MIXES, metavar="A,B", help="what is compared")
    parser.add_argument("--gap", type=float, default=0.03, help="asked of every plan")
    parser.add_argument("--time-limit", type=float, default=120.0, help="seconds for every search")
    parser.add_argument("--flexibility", action="store_true", help="price flexibility too, which asks many hedges more")


@dataclass(frozen=True)
class Ran:
    """What a command took; its children are counted in `cpu_s`, None on systems that do not say."""

    wall_s: float
    cpu_s: float | None


def run(asked: Namespace) -> Result:
    """Run `evplan plan` and `evplan compare` on the same configuration, each in a fresh process, from file to folder."""
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as name:
        folder = Path(name)
        config = comparison_config(asked, folder)
        plan = ran(["plan", str(config), "--out", str(folder / "plan")])
        compare = ran(["compare", str(config), "--mixes", asked.mixes, "--out", str(folder / "compare")])
        told = json.loads((folder / "compare" / "comparison.json").read_text(encoding="utf-8"))
        alone = json.loads((folder / "plan" / "summary.json").read_text(encoding="utf-8"))
    return _result(told, alone, plan, compare)


def _result(told: dict[str, Any], alone: dict[str, Any], plan: Ran, compare: Ran) -> Result:
    hedge = told["hedge"]
    more = {
        "plans": told["plans"],
        "gaps": told["gap"],
        "plan_gap": alone["gap"],
        "max_regret": told["max_regret"],
        "no_regret_sites": len(told["no_regret_sites"]),
        "path": hedge["path"],
        "plan_wall_s": round(plan.wall_s, 2),
        "plan_cpu_s": _rounded(plan.cpu_s),
        "compare_wall_s": round(compare.wall_s, 2),
        "compare_cpu_s": _rounded(compare.cpu_s),
        "wall_ratio": round(compare.wall_s / plan.wall_s, 2),
        "cpu_ratio": None if plan.cpu_s is None or compare.cpu_s is None else round(compare.cpu_s / plan.cpu_s, 2),
        "plan_search_s": round(alone["run"]["wall_s"], 2),
        "hedge_search_s": round(hedge["wall_s"], 2),
    }
    status = "hedged" if hedge["gap"] <= max(told["gap"].values()) else "feasible"
    return Result(hedge["value"], hedge["bound"], status, compare.cpu_s or 0.0, compare.wall_s, peak_mb(), more=more)


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 2)


def ran(words: Sequence[str]) -> Ran:
    """Run one command to its end."""
    before, began = _children_s(), time.perf_counter()
    subprocess.run([sys.executable, "-m", "planner", *words], check=True, stdout=subprocess.DEVNULL)
    wall, after = time.perf_counter() - began, _children_s()
    return Ran(wall, None if before is None or after is None else after - before)


def _children_s() -> float | None:
    """CPU seconds of all processes that this one started and that have ended."""
    try:
        import resource  # noqa: PLC0415  # Windows has no such module
    except ImportError:
        return None
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def comparison_config(asked: Namespace, folder: Path) -> Path:
    """Write the city's configuration with what is asked of it."""
    keys = f"gap = {asked.gap}\ntime_limit_s = {asked.time_limit}\n"
    more = f"[compare]\nflexibility = {str(asked.flexibility).lower()}\n"
    if asked.sample or not REAL.is_dir():
        return _sample(folder, asked, more)
    config = almaty_in(folder)
    config.write_text(config.read_text(encoding="utf-8") + keys + more, encoding="utf-8")
    return config


def _sample(folder: Path, asked: Namespace, more: str) -> Path:
    """A copy of the sample city whose plan asks the same."""
    import shutil  # noqa: PLC0415
    import tomllib  # noqa: PLC0415

    from planner.support.resources import configs_dir  # noqa: PLC0415

    city = shutil.copytree(configs_dir() / "sample_city", folder / "sample_city")
    file = city / "demo.toml"
    text = file.read_text(encoding="utf-8")
    for key, value in (("gap", asked.gap), ("time_limit_s", asked.time_limit)):
        known = tomllib.loads(text)["plan"].get(key)
        text = (
            text.replace(f"{key} = {known}", f"{key} = {value}")
            if known is not None
            else text.replace("[plan]\n", f"[plan]\n{key} = {value}\n")
        )
    file.write_text(text + "\n" + more, encoding="utf-8")
    return file
