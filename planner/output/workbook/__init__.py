"""`sites.xlsx`: the plan as a workbook for people."""
