"""The siting model: a capacitated multi-product location problem with queues, its exact and heuristic solution, and its bounds."""
