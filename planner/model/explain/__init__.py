"""Why a plan is as it is, or why there is none: what binds, which promises conflict, what a site is worth."""
