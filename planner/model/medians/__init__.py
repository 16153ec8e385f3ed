"""Classical location problems (MCLP, LSCP, p-median, warehouses) as special cases, with bounds of their own; `python -m planner.model.medians` asks them of a file."""
