"""A planner's project as a folder: files as they came, scenarios, runs, undo."""
