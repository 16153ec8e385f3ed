"""A siting question as arrays: demand, reach, pools, products, sites, grid and rules."""
