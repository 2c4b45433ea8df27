"""The pictures of an exercise: the tree, the Cabina di regia, indicators, three years, P.E.G."""
