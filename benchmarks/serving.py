"""The planner's page under load: a real server, readers and planners at it for some minutes, how long each kind of answer takes; its start and its memory."""

import random
import shutil
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.measure import Result, peak_mb
from benchmarks.served.client import Book, Client
from benchmarks.served.people import planner, reader
from benchmarks.served.server import Server

PROMISED = ("page", "vectors", "json", "result file", "asset")
"""Kinds of answers that nobody is to wait for; edits are planned first, and have a benchmark of their own."""
BUDGETS = (2_200_000, 1_500_000)
RUN_S, PREPARED_S = 5, 300.0
"""Seconds that a search of a run may take here; time for the runs that stand at the beginning."""
ALIVE_S = 1.0


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--minutes", type=float, default=10.0, help="how long people are there")
    parser.add_argument("--readers", type=int, default=20, help="who go through the pages")
    parser.add_argument("--planners", type=int, default=2, help="who edit a plan and ask for runs; two at the most")
    parser.add_argument("--think", type=float, default=2.0, help="seconds for which a page is looked at, on average")
    parser.add_argument("--projects", type=int, default=5, help="servers at a time whose memory is looked at first")
    parser.add_argument(
        "--goal", type=float, default=300.0, help="ms in which 95 of 100 answers of each kind are there"
    )
    parser.add_argument("--seed", type=int, default=0, help="of who goes where")


def run(asked: Namespace) -> Result:
    """Let people come; `value` is the worst 95th percentile of a promised kind, ms, `bound` the goal."""
    began, book = time.monotonic(), Book()
    with tempfile.TemporaryDirectory(prefix="evplan-served-") as name:
        room = Path(name)
        start_s = _prepared(room / "project", room / "first.log")
        memory = _memories(room, asked.projects)
        with Server(room / "project", room / "server.log") as server:
            server_s = server.first_answer_s
            held = _visited(server, asked, book)
            held |= {"server_cpu_s": round(server.cpu_s(), 1)}
            complaints = server.complaints
    if complaints:
        book.wrong(f"the server complains: {complaints[:2000]}")
    rows = rows_of(book.seconds)
    print(table(rows), *book.errors[:20], sep="\n", file=sys.stderr)
    worst = max((rows[kind]["p95_ms"] for kind in PROMISED if kind in rows), default=float("nan"))
    more = {
        "first_answer_s": [round(start_s, 2), round(server_s, 2)],
        "answers": sum(len(one) for one in book.seconds.values()),
        "errors": len(book.errors),
        "kinds": rows,
        **memory,
        **held,
    }
    well = not book.errors and worst <= asked.goal
    return Result(
        value=worst,
        bound=asked.goal,
        status="served" if well else "errors" if book.errors else "slow",
        cpu_s=time.process_time(),
        wall_s=time.monotonic() - began,
        peak_mb=peak_mb(),
        passed=well,
        more=more,
    )


def _prepared(project: Path, log: Path) -> float:
    """A project with two finished plans of the sample city, made through the page; seconds to the first answer of a new server."""
    with Server(project, log) as server, _client(server, 0, Book()) as one:
        name = one.change("", "POST", "/api/scenarios/sample")["name"]
        keys: dict[str, Any] = {"plan.time_limit_s": RUN_S}
        for budget in BUDGETS:
            keys["plan.budget_usd"] = budget
            one.change("", "PATCH", f"/api/scenarios/{quote(name)}", {"keys": keys})
            one.change("", "POST", "/api/runs", {"job": "plan", "scenario": name})
        until = time.monotonic() + PREPARED_S
        while not all(run["is_over"] for run in one.json("", "/api/runs")["runs"]):
            if time.monotonic() > until:
                raise RuntimeError("the first runs do not end")
            time.sleep(ALIVE_S)
        states = {run["state"] for run in one.json("", "/api/runs")["runs"]}
        if states != {"finished"}:
            raise RuntimeError(f"the first runs ended so: {states}")
        return server.first_answer_s


def _memories(room: Path, count: int) -> dict[str, Any]:
    """What one server holds whose plan was looked at, and so many at a time, MB."""
    with ExitStack() as stack:
        held: list[float] = []
        for number in range(count):
            shutil.copytree(room / "project", room / f"p{number}")
            server = stack.enter_context(Server(room / f"p{number}", room / f"p{number}.log"))
            one = stack.enter_context(_client(server, 0, Book()))
            empty = server.memory_mb()
            for path in ("/", "/files", "/scenarios", "/runs", "/plans/0001/map", "/api/plans/0001/ground"):
                one.look("", path, html=True)
            held.append(server.memory_mb())
            if number == 0:
                first = {"memory_mb_begun": round(empty), "memory_mb_one": round(held[0])}
        return (first | {f"memory_mb_{count}_projects": round(sum(held))}) if held else {}


def _visited(server: Server, asked: Namespace, book: Book) -> dict[str, Any]:
    """Let everybody come and go; memory of the server before and after."""
    over, before = threading.Event(), server.memory_mb()
    with ExitStack() as stack:
        clients = [
            stack.enter_context(_client(server, number, book)) for number in range(asked.readers + asked.planners)
        ]
        acts = [
            _planning(number, asked) if number < asked.planners else _reading(asked) for number in range(len(clients))
        ]
        threads = [
            threading.Thread(target=_guarded, args=(act, client, random.Random(asked.seed + number), over, book))  # noqa: S311  (who goes where)
            for number, (act, client) in enumerate(zip(acts, clients, strict=True))
        ]
        for one in threads:
            one.start()
        over.wait(60 * asked.minutes)
        family = server.family_mb()
        over.set()
        for one in threads:
            one.join()
        return {
            "memory_mb_before": round(before),
            "memory_mb_after": round(server.memory_mb()),
            "memory_mb_with_loops_and_runs": round(family),
        }


Act = Callable[[Client, random.Random, threading.Event], None]


def _reading(asked: Namespace) -> Act:
    return lambda client, rng, over: reader(client, rng, asked.think, over)


def _planning(number: int, asked: Namespace) -> Act:
    return lambda client, rng, over: planner(client, f"{number % 2 + 1:04d}", rng, asked.think, over)


def _guarded(act: Act, client: Client, rng: random.Random, over: threading.Event, book: Book) -> None:
    try:
        act(client, rng, over)
    except Exception as error:  # noqa: BLE001  (whatever goes wrong with one is told with all)
        book.wrong(f"somebody could not go on: {error!r}")


@contextmanager
def _client(server: Server, number: int, book: Book) -> Iterator[Client]:
    """Somebody who is logged in."""
    one = Client(server.port, f"10.0.{number // 200}.{number % 200 + 1}", server.log_in(), book)
    try:
        yield one
    finally:
        one.close()


def rows_of(seconds: Mapping[str, Sequence[float]]) -> dict[str, dict[str, float]]:
    """By kind of answer: how many, and ms in which half of them, 95 of 100, and all were there."""
    out = {}
    for kind, taken in sorted(seconds.items()):
        ms = sorted(1000 * one for one in taken)
        at = [ms[min(len(ms) - 1, int(share * len(ms)))] for share in (0.5, 0.95)]
        out[kind] = {"n": len(ms), "p50_ms": round(at[0], 1), "p95_ms": round(at[1], 1), "max_ms": round(ms[-1], 1)}
    return out


def table(rows: Mapping[str, Mapping[str, float]]) -> str:
    """Lines for people, one a kind of answer."""
    lines = [f"{'answer':<14}{'n':>7}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}"]
    for kind, one in rows.items():
        lines.append(f"{kind:<14}{one['n']:>7}{one['p50_ms']:>9.1f}{one['p95_ms']:>9.1f}{one['max_ms']:>9.1f}")
    return "\n".join(lines)
