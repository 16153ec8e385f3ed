"""A country under way: what is known so far of its cities, its roads, and how its money is shared."""

from dataclasses import dataclass, field

from planner.corridors.search.prepared import Prepared
from planner.country.cities.answers import CityAnswers
from planner.country.cities.configurations import ConfiguredCity
from planner.country.cities.reading import CityInputs
from planner.country.config.country import CountryConfig
from planner.country.money.curves import Curve
from planner.country.money.sharing import Floor, Sharing
from planner.country.phases.schedule import Schedule
from planner.country.road_plans.answers import RoadAnswer, RoadAnswers
from planner.country.road_plans.least_money import LeastMoney
from planner.country.road_plans.play import Played
from planner.country.road_plans.task import StatedRoads
from planner.dossier.dossier import Dossier


@dataclass(frozen=True, eq=False)
class RoadPlan:
    """The plan that the roads are given: the question, the answer that was chosen, and what comes of it."""

    prepared: Prepared
    answer: RoadAnswer
    played: Played


@dataclass
class Planned:
    """A country under way.

    Parameters
    ----------
    config : CountryConfig
    cities : list of ConfiguredCity
        Those that are not left out; who is has no part in the sharing.
    failed : dict of str to (str, str)
        Of those that are: region, and why.
    inputs : dict of str to CityFiles or CityRead
        What the jobs of each city need of it.
    answers : dict of str to CityAnswers
    roads : StatedRoads or None
    road_answers : RoadAnswers or None
    curves : list of Curve
    floors : list of Floor
    steered : bool
        Whether the roads were planned anew for floors that no plan at hand kept.
    sharing, further : Sharing or None
        Of the budget, and of the budget with the further money.
    road_plan : RoadPlan or None
        The plan of the roads for their share, played.
    schedule : Schedule
        What is built when.
    least : tuple of LeastMoney
        What shares of the trips take.
    dossiers : dict of str to Dossier
        By folder.
    made_for : dict of str to (int, int)
        Units that each city with a dossier is given, and for which its plan was made.
    never : dict of str to set of float
        Sums, USD, that were asked for and that the user stopped before they were searched, by city or roads.
    not_begun : list of str
        Who was left out for that alone.
    stopped : bool
        Whether the user stopped the run.
    whole : bool
        Whether nobody stopped the run, and everything that was asked for was worked out.
    """

    config: CountryConfig
    cities: list[ConfiguredCity] = field(default_factory=list)
    failed: dict[str, tuple[str, str]] = field(default_factory=dict)
    inputs: dict[str, CityInputs] = field(default_factory=dict)
    answers: dict[str, CityAnswers] = field(default_factory=dict)
    roads: StatedRoads | None = None
    road_answers: RoadAnswers | None = None
    curves: list[Curve] = field(default_factory=list)
    floors: list[Floor] = field(default_factory=list)
    steered: bool = False
    sharing: Sharing | None = None
    further: Sharing | None = None
    dossiers: dict[str, Dossier] = field(default_factory=dict)
    made_for: dict[str, tuple[int, int]] = field(default_factory=dict)
    road_plan: RoadPlan | None = None
    schedule: Schedule = field(default_factory=Schedule)
    least: tuple[LeastMoney, ...] = ()
    never: dict[str, set[float]] = field(default_factory=dict)
    not_begun: list[str] = field(default_factory=list)
    stopped: bool = False
    whole: bool = True
