"""Upper bounds by Lagrangian decomposition and the subgradient method."""
