"""Overture Maps in OpenStreetMap's words, so that all that is made from a map is made from either; no file is read here."""
