"""All that a reader of a plan may be shown, gathered; plan.json is this."""
