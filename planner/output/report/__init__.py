"""`report.html`: the decision report."""
