"""What people read of one plan, in each language: time and size of every file, and how long until the map can be used in Chromium."""

import shutil
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from benchmarks.city import REAL, almaty_in
from benchmarks.full_inputs import made_full
from benchmarks.measure import Result, Stopwatch, peak_mb

READ = ("map.html", "report.html", "report.pdf", "report.docx", "sites.xlsx")
FLAGS = ("headless=new", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking")
READY = "return performance.timing.loadEventEnd > 0 && document.querySelectorAll('.leaflet-marker-icon').length > 0"
LONGEST_S = 60.0


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument(
        "--made", type=int, metavar="ZONES", help="a city of the sample city's generator; default: Almaty"
    )
    parser.add_argument("--data", type=Path, default=REAL, metavar="FOLDER", help="the real inputs")
    parser.add_argument("--usd-per-vehicle", type=float, default=4000.0, help="the budget of a made city")
    parser.add_argument("--languages", default="en,ru,kk,uz,ky,tg", help="codes, with commas between them")
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for the search")


def run(asked: Namespace) -> Result:
    """Plan once, then write what people read in each language."""
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as name:
        folder = Path(name)
        if asked.made is None:
            config = almaty_in(folder, asked.data)
        else:
            config = made_full(folder, zones=asked.made, seed=7, usd_per_vehicle=asked.usd_per_vehicle, floor=0.0)
        return _written(config, asked.languages.split(","), asked.time_limit, folder)


def _written(config: Path, languages: list[str], limit_s: float, folder: Path) -> Result:
    from planner.config.scenario import load_scenario  # noqa: PLC0415  # loading is no part of a file's time
    from planner.output import write_one  # noqa: PLC0415
    from planner.pipeline import gather_city, make_plan  # noqa: PLC0415

    def say(text: str) -> None:
        print(text, file=sys.stderr)

    scenario = load_scenario(config).with_plan(time_limit_s=limit_s, gap=0.02)
    dossier = make_plan(gather_city(scenario, say=say), scenario, say=say)
    watch, rows = Stopwatch(), []
    write_one(dossier, folder / "warm.html")  # templates and libraries are loaded
    for code in languages:
        row: dict[str, Any] = {"language": code}
        for name in READ:
            file = folder / f"{Path(name).stem}.{code}{Path(name).suffix}"
            began, cpu = time.monotonic(), time.process_time()
            watch.start(f"{code} {name}")
            write_one(dossier, file, language=code)
            wall, used = time.monotonic() - began, time.process_time() - cpu
            row[name] = {"wall_s": round(wall, 2), "cpu_s": round(used, 2), "bytes": file.stat().st_size}
        row["map_usable_s"] = usable_s(folder / f"map.{code}.html")
        rows.append(row)
        print(row, file=sys.stderr)
    watch.stop()
    card = dossier.scorecard
    more = {
        "city": dossier.city,
        "zones": len(dossier.zones),
        "sites": card.new_sites + card.upgraded_sites,
        "rows": rows,
    }
    slowest = max(sum(row[name]["wall_s"] for name in READ) for row in rows)
    largest = max(row["map.html"]["bytes"] for row in rows)
    met = slowest <= 30 and largest <= 10_000_000 and all((row["map_usable_s"] or 0.0) <= 2 for row in rows)
    return Result(slowest, 30.0, "met" if met else "missed", watch.cpu_s, watch.wall_s, peak_mb(), more=more)


def usable_s(page: Path) -> float | None:
    """Seconds from asking for a page until it is loaded and its sites can be clicked; None where there is no Chromium or selenium."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    try:
        from selenium import webdriver  # noqa: PLC0415
    except ImportError:
        return None
    if chromium is None or driver is None:
        return None
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*FLAGS, "host-resolver-rules=MAP * ~NOTFOUND", "window-size=1366,768"):
        options.add_argument(f"--{flag}")
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        browser.get("about:blank")
        began = time.monotonic()
        browser.get(page.as_uri())
        while not browser.execute_script(READY) and time.monotonic() - began < LONGEST_S:
            time.sleep(0.02)
        return round(time.monotonic() - began, 2)
    finally:
        browser.quit()
