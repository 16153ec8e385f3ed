"""The planner's page under load: a real server, people who read and plan at it, and how long they wait."""
