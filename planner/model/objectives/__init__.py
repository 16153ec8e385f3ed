"""What a plan is good for, one file an objective: formula, unit, meaning, sentences, bound without a solver, and search."""

from planner.model.objectives.cost import COST
from planner.model.objectives.distance import DISTANCE
from planner.model.objectives.energy import ENERGY
from planner.model.objectives.objective import Objective

OBJECTIVES: dict[str, Objective] = {one.name: one for one in (ENERGY, COST, DISTANCE)}
