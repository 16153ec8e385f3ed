"""The rules of a plan, one file each: the only place that knows a rule, but for its key in `planner.config` and its audit.

A rule is found by its file: every file of this folder holds one class of one of the three `kinds`. From what it says of itself follow the
rows of the exact model, the multiplier and the subgradient of the bound, the slack that the search keeps, the column by which it gives way,
how it is switched off, whether worlds agree on it, what binds, and its lines in the report and in the proof.
"""
