"""The layers of a plan for QGIS: their tables, styles and forms, and words for every column; `plan.gpkg` and PostGIS are written from them."""
