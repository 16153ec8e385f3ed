"""Which method answers which question: one plan, phases, several objectives, several worlds."""
