"""A siting question as arrays: demand, sites, products, pools, grid; whole sets of chargers; several worlds in one."""
