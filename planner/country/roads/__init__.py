"""The roads of a country: what they make of each sum of money, and what stands on them."""
