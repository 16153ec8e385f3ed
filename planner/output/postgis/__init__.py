"""A finished plan in a PostgreSQL database with PostGIS: tables that QGIS opens styled, a run among other runs, in one transaction."""
