"""`evplan check --out`: the data-quality report as a page, today's network as a map, and the tables behind them."""
