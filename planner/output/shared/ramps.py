"""Sequential colours that colour-blind readers can order (ColorBrewer 2.0, five classes, light to dark)."""

PURPLES = ("#edf8fb", "#b3cde3", "#8c96c6", "#8856a7", "#810f7c")
GREENS = ("#ffffcc", "#c2e699", "#78c679", "#31a354", "#006837")
REDS = ("#fef0d9", "#fdcc8a", "#fc8d59", "#e34a33", "#b30000")
SHARE_ENDS = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Upper ends of the classes of a share: the same in every map, so that maps can be compared."""
