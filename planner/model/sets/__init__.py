"""Whole sets of chargers, the unit of decision: which a site may have, what each carries and costs, and the flows of energy to it."""
