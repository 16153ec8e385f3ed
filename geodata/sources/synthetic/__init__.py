"""A city that does not exist, drawn from a seed: streets, places, people, stations and tables.

``python -m geodata.sources.synthetic --seed 7 --out DIR`` writes the bundled sample city; the same seed gives the
same objects. Nothing in it is taken from OpenStreetMap or from any real place.
"""
