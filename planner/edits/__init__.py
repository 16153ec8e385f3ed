"""Edits of a finished plan as rules of the next one: read, judged, and told one by one."""
