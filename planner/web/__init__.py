"""The planner's page: pages, their JSON, and who may do what; the only room that knows HTTP."""
