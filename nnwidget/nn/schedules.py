"""Learning-rate schedules: the rate of each epoch."""

from __future__ import annotations


def inverse_time(learning_rate: float, decay: float, epoch: int) -> float:
    """lr / (1 + decay * epoch), with the number of whole epochs trained."""
    return learning_rate / (1 + decay * epoch)
