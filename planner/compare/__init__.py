"""Plans side by side: every plan in every world that may come, and what follows from it."""
