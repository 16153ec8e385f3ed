"""Explanations: binding constraints, conflicting constraints of infeasible questions, marginal values, near-optimal alternatives."""
