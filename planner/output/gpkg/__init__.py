"""`plan.gpkg`: every layer of the plan, opening styled in QGIS."""
