"""The API for scripts and notebooks: `planner.make_plan` and others, and the classes of their results.

Every function raises `PlannerError` or `GeodataError` for what the user can mend, in one line; anything else is a bug.
"""
