"""The objectives, one file each: formula, unit, meaning, sentences, solver-free bound, and search."""

from planner.model.objectives.cost import COST
from planner.model.objectives.distance import DISTANCE
from planner.model.objectives.energy import ENERGY
from planner.model.objectives.objective import Objective

OBJECTIVES: dict[str, Objective] = {one.name: one for one in (ENERGY, COST, DISTANCE)}
