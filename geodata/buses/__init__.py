"""Buses of a timetable: the day, vehicles' work, depots and ways to them."""
