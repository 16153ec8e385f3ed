"""`report.docx`: the report in Word's own terms, to be edited on."""
