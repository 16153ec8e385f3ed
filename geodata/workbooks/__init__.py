"""Workbooks of every kind, looked through before anything large is made of them."""
