"""A plan played out: drivers arrive by the hour, choose, queue, charge or go away. It knows nothing of the model that made the plan."""
