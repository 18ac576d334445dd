"""The mathematics of a network, written out with its present numbers."""
