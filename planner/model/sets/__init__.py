"""Sets of chargers, the columns of the model: enumeration by site, capacity, cost, coupling rows, and flows of energy."""
