"""Who comes to the page: readers who go from page to page as links lead, and planners who edit a plan and ask for runs."""

import random
import re
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from benchmarks.served.client import Client

OPENS_S, ASKS_EVERY_S, FOLLOWS_S = 180.0, 30.0, 3.0
"""How long a plan may take to open; how often a planner asks for a run; how long a reader follows one."""
MOST_STEPS = 8
"""After so many edits a planner takes one back instead."""
REFUSED = (409,)
"""An edit that no plan keeps, or of a site that is gone by now, is answered so; it is no error."""


def reader(client: Client, rng: random.Random, think_s: float, over: threading.Event) -> None:
    """Go through the pages until it is over, in an order of one's own, with time to look at each."""
    pages: list[Callable[[Client, random.Random], None]] = [
        *(_page(path) for path in ("/", "/files", "/scenarios", "/runs", "/log", "/help")),
        _file,
        _scenario,
        _run,
        _run,
        _map,
        _map,
        _compare,
        _script,
    ]
    while not over.is_set():
        rng.shuffle(pages)
        for one in pages:
            one(client, rng)
            if over.wait(rng.uniform(0.5, 1.5) * think_s):
                return


def _page(path: str) -> Callable[[Client, random.Random], None]:
    def look(client: Client, _rng: random.Random) -> None:
        _opened(client, path)

    return look


def _opened(client: Client, path: str) -> str:
    """A page with its scripts and styles, once each, as a browser keeps them."""
    text = client.look("page", path, html=True).decode()
    kept: set[str] = client.__dict__.setdefault("kept", set())
    for name in re.findall(r'(?:src|href)="(/assets/[^"]+)"', text):
        if name not in kept:
            kept.add(name)
            client.look("asset", name)
    return text


def _file(client: Client, rng: random.Random) -> None:
    file = rng.choice(client.json("json", "/api/files"))
    client.json("json", f"/api/files/{file['id']}/reading")
    client.look("vectors", f"/api/files/{file['id']}/map")


def _scenario(client: Client, rng: random.Random) -> None:
    name = quote(rng.choice(client.json("json", "/api/scenarios"))["name"])
    _opened(client, f"/scenarios/{name}")
    client.look("json", f"/api/scenarios/{name}/toml")


def _run(client: Client, rng: random.Random) -> None:
    runs = (client.json("json", "/api/runs") or {}).get("runs", [])
    run = rng.choice(runs)
    text = _opened(client, f"/runs/{run['id']}")
    if not run["is_over"]:
        client.follow(f"/api/runs/{run['id']}/events", FOLLOWS_S)
    for frame in re.findall(r'<iframe[^>]* src="([^"]+)"', text):
        client.look("result file", frame, html=True)


def _map(client: Client, rng: random.Random) -> None:
    plan = rng.choice(("0001", "0002"))
    text = _opened(client, f"/plans/{plan}/map")
    for found in re.findall(r'data-texts="([^"]+)"', text):
        client.look("json", found.replace("&amp;", "&"))
    client.look("vectors", f"/api/plans/{plan}/ground")
    client.look("vectors", f"/api/plans/{plan}/sites")


def _compare(client: Client, _rng: random.Random) -> None:
    _opened(client, "/compare?left=0001&right=0002")
    for plan in ("0001", "0002"):
        client.look("vectors", f"/api/plans/{plan}/ground")
    client.look("json", "/api/compare?left=0001&right=0002")


def _script(client: Client, _rng: random.Random) -> None:
    for path in ("/api/project", "/api/runs/0001", "/api/openapi.json"):
        client.look("json", path)


def planner(client: Client, plan: str, rng: random.Random, think_s: float, over: threading.Event) -> None:
    """Open a plan, edit it, and put runs into the queue, until it is over."""
    loop = f"/api/plans/{plan}/loop"
    picture = _ready(client, loop, over)
    asked = time.monotonic() - rng.uniform(0, ASKS_EVERY_S)
    while picture and not over.wait(rng.uniform(0.5, 1.5) * think_s):
        picture = _edited(client, loop, picture, rng)
        if time.monotonic() - asked > ASKS_EVERY_S:
            asked = time.monotonic()
            name = client.json("json", "/api/scenarios")[0]["name"]
            client.change("change", "POST", "/api/runs", {"job": "plan", "scenario": name})
    if not picture and not over.is_set():
        raise RuntimeError(f"the plan {plan} cannot be edited")


def _ready(client: Client, loop: str, over: threading.Event) -> Any:
    until = time.monotonic() + OPENS_S
    while time.monotonic() < until and not over.is_set():
        found = client.change("change", "POST", loop, {})
        if "sites" in found:
            return found
        over.wait(0.5)
    return {}


def _edited(client: Client, loop: str, picture: Any, rng: random.Random) -> Any:
    if len(picture["edits"]) >= MOST_STEPS:
        return client.change("edit", "POST", f"{loop}/undo", {}, REFUSED) or picture
    new = [one["id"] for one in picture["sites"] if one["status"] == "proposed"]
    kinds: list[dict[str, Any]] = [{"kind": "budget", "usd": rng.randint(16, 26) * 100_000}]
    if new:
        kinds += [{"kind": kind, "site": rng.choice(new)} for kind in ("lock", "forbid", "force")]
    found = client.change("edit", "POST", f"{loop}/edits", {"edits": [rng.choice(kinds)]}, REFUSED)
    return found if "sites" in found else client.json("json", loop)
