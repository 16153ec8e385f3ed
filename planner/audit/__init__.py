"""A finished plan checked again and scored, by code that shares nothing with the model."""
