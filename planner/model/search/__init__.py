"""Plans at city scale: diving, greedy construction, repair, ruin and recreate, simulated annealing."""
