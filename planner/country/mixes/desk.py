"""Jobs of a country in several worlds: done by whoever works, but for those whose answers were kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.cluster.jobs import Job, prefixed
from planner.country.kept_answers import KeptAnswers
from planner.country.mixes.answers import MixAnswers
from planner.country.plan.workers import Workers
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping


@dataclass(frozen=True)
class Desk:
    """Who does the jobs, and what was kept of them."""

    workers: Workers
    say: Progress
    stopping: Stopping
    shelf: KeptAnswers

    def run(self, jobs: Mapping[str, tuple[Job, str | None]]) -> dict[str, Any]:
        """Results by name of the job, each of which comes with the key of its answers; those that were kept are among them. What was cut short is not kept, and after a stop it is said how many are."""
        found = {name: known for name, (_job, key) in jobs.items() if (known := self.shelf.find(key)) is not None}
        for name, known in found.items():
            count = len(known.answers if isinstance(known, MixAnswers) else known.plays)
            prefixed(self.say, jobs[name][0].told or name)(
                _("taken from what was kept: plans for {count} sums of money", count=count)
            )

        kept = set(found)

        def keep(name: str, made: object) -> None:
            if not self.stopping() and self.shelf.keep(jobs[name][1], made, name):
                kept.add(name)

        missing = [job for name, (job, _key) in jobs.items() if name not in found]
        results = {**found, **self.workers.run(missing, finished=keep)}
        if self.stopping() and len(kept) < len(jobs):
            self.say(
                _(
                    "stopped: {done:number} of {count:number} plans for other plugs are kept, and the same command goes on from them",
                    done=len(kept),
                    count=len(jobs),
                )
            )
        return results
