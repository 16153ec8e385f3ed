"""`report.pdf`: the report set on A4 for reading and printing."""
