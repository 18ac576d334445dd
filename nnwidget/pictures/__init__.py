"""Pictures of a network: the plane of its data, hidden space, figures, words instead."""
