"""Sequential colours that colour-blind readers can order (ColorBrewer 2.0, five classes, light to dark)."""

PURPLES = ("#edf8fb", "#b3cde3", "#8c96c6", "#8856a7", "#810f7c")
GREENS = ("#ffffcc", "#c2e699", "#78c679", "#31a354", "#006837")
REDS = ("#fef0d9", "#fdcc8a", "#fc8d59", "#e34a33", "#b30000")
BROWN_TEAL = ("#8c510a", "#d8b365", "#f6e8c3", "#c7eae5", "#5ab4ac", "#01665e")
"""Diverging, six classes: brown where little is served, teal where much is."""
SHARE_ENDS = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Upper ends of the classes of a share: the same in every map, so that maps can be compared."""
TODAY_ENDS = (0.0, *SHARE_ENDS)
"""The same with a class for nothing at all, which is what a map of gaps is looked at for."""
FIFTHS = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Quantiles at which classes end."""
HOT_SPOTS = (0.4, 0.7, 0.9, 0.97, 1.0)
"""The same for demand, which is gathered in few zones: the darkest classes are small, so that those stand out."""
LOSSES = ("#fff5eb", "#fdd9b4", "#fdb06a", "#f07818", "#c04a02", "#7f2704")
"""Oranges, six classes, for what is lost against the best: the same in every comparison, so that comparisons can be compared."""
LOSS_ENDS = (0.01, 0.05, 0.1, 0.2, 0.4, 1.0)
