"""What can be bought, who drives what, and the facts and norms that fill gaps."""
