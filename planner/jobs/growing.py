"""A further budget on top of a finished plan, all of which stays: ``--grow DIR``."""

from collections import defaultdict
from pathlib import Path

from geodata.tables import rows_of
from planner.config.plan import LockConfig
from planner.config.scenario import Scenario
from planner.dossier.dossier import Dossier
from planner.dossier.filed_chargers import chargers_filed
from planner.errors import ConfigError
from planner.studies.earlier_plan import GROWN, EarlierPlan
from planner.support.progress import Progress
from planner.support.speech import _


def grown_from(folder: str, scenario: Scenario, out: Path, say: Progress) -> tuple[Scenario, EarlierPlan]:
    """Return the plan that grows, and the scenario in which all chargers of a finished plan stay where they are and more may be added.

    Its budget is all money: what the finished plan costs and what comes on top.

    Parameters
    ----------
    folder : str
        Of the finished plan, or its ``plan.json``.
    scenario : Scenario
    out : Path
        Where the new plan is written.
    say : callable

    Raises
    ------
    ConfigError
        It is a plan of another city, costs more than there is, is the folder that would be written, or the scenario settles less at one of its sites.
    MissingPlanError, PlanFileError
        There is no plan, or it cannot be read.
    """
    if Path(folder).resolve() == out.resolve():
        raise ConfigError(
            _("--grow {folder}: the plan that grows would be replaced; name another folder with --out", folder=folder)
        )
    dossier, ask = Dossier.load(folder), scenario.plan
    if (dossier.city, dossier.country) != (scenario.city.name, scenario.city.country):
        raise ConfigError(
            _(
                "--grow {folder}: that is a plan of {other}, and this configuration is of {own}; name a plan of the same city",
                folder=folder,
                other=dossier.city,
                own=scenario.city.name,
            )
        )
    if ask.phases:
        raise ConfigError(_("--grow: a plan grows by one budget; take plan.phases out and give plan.budget_usd"))
    cost_usd = dossier.scorecard.cost_usd
    if cost_usd > ask.budget_usd:
        raise ConfigError(
            _(
                "--grow {folder}: that plan costs {cost:money}, and plan.budget_usd, which pays for it and for what comes on top, is {budget:money}; raise it",
                folder=folder,
                cost=cost_usd,
                budget=ask.budget_usd,
            )
        )
    stay: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows_of(chargers_filed(dossier)):
        stay[str(row.site_id)][str(row.charger)] = int(row.count)
    own = {one.site: one for one in ask.locked}
    for site, chargers in stay.items():
        settled = own.get(site)
        least = {} if settled is None or settled.hold == "at_most" else settled.chargers
        if settled is not None and any(least.get(kind, 0) < n for kind, n in chargers.items()):
            raise ConfigError(
                _(
                    "--grow {folder}: plan.locked does not keep at site {site!r} the chargers that plan has; take the site from plan.locked",
                    folder=folder,
                    site=site,
                )
            )
    locked = [LockConfig(site=site, chargers=n, hold="at_least") for site, n in stay.items() if site not in own]
    say(
        _(
            "all {sites} sites of the plan in {folder} stay; {usd:money} come on top",
            sites=len(stay),
            folder=folder,
            usd=ask.budget_usd - cost_usd,
        )
    )
    earlier = EarlierPlan(GROWN, _name_of(Path(folder)), dict(stay), cost_usd)
    return scenario.with_plan(locked=(*ask.locked, *locked)), earlier


def _name_of(place: Path) -> str:
    """Name by which people know a finished plan: of its folder, or of the run whose results it is."""
    folder = place.resolve() if place.is_dir() else place.resolve().parent
    return folder.parent.name if folder.name == "results" else folder.name
