"""Lots for auction: proposed sites as a city puts them up, a workbook and a map layer."""
