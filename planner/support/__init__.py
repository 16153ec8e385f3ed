"""Helpers that every room uses: formatting of amounts, names, memory, atomic files, cancellation."""
