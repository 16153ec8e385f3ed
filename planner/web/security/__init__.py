"""Who may come in and what a request may be: hosts, limits, rates, sessions, roles, the audit log."""
