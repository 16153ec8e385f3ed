"""Heuristics at city scale: diving, greedy construction, repair, kernel search, ruin and recreate, simulated annealing."""
