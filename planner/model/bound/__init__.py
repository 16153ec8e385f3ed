"""An upper bound by Lagrangian decomposition, lowered by the subgradient method."""
