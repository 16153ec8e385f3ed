"""The mixed-integer model: columns, structural rows, objectives, and the plan read off its solution."""
