"""The planner's page: pages, their JSON, and who may do what."""
