"""Plans of the roads: what they make of each sum of money, each driven by its trips and again by the audit."""
