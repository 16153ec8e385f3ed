"""`field.html`: one printed page a site to check on the spot; `field.gpkg` beside it is a layer of `planner.output.gpkg`."""
