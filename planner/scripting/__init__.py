"""The front door for scripts and notebooks: `planner.make_plan` and its like, and thin views of what the rooms below make.

Every function raises `PlannerError` or `GeodataError` for what the user can mend, in one line; anything else is a bug.
"""
