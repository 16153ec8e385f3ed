"""The audit of each rule: one file a rule, found by `planner.audit.recheck`; a new file here needs no line elsewhere."""
