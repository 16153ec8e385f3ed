"""The planned country as every output reads it."""
