"""When a rule is sure: every threshold, and why it is there."""

from __future__ import annotations

WORK = 3_000_000
"""Most parameters times points times steps of a trial; what would take longer is not tried."""

MARGIN = 0.1
"""A network fails when its score lies so far below that of the nearest neighbours. Good
settings of the built-in data, and the neighbours themselves, differ by half of that."""

LONGEST = 200
"""Most epochs that are looked back over."""

ENOUGH_EPOCHS = 20
"""Before so many epochs nothing is said that a little patience may mend."""

LINEAR_MARGIN = 0.15
"""A line is hopeless when it lies so far below them; the discriminant that stands for the best
line may be a few points worse than that."""

PLATEAU, PLATEAU_FALL = 90, 0.02
"""The loss is stuck when it fell by less than that share in so many epochs."""

ZERO_WEIGHT = 1e-3
"""Weights so small answer nothing: inputs of size 6 through one come to less than 0.01."""

DEAD_SHARE = 0.75
"""With so many of a layer's neurons dead the rest is a network that nobody chose."""

FLAT_SLOPE, FLAT_SHARE = 0.01, 0.97
"""A sigmoid or tanh is saturated where it passes on less than a hundredth of the gradient; a
layer is, when that holds for nearly all answers. (A network that has learned well saturates,
too, so the score is asked as well.)"""

LARGE_INPUT = 10
"""Inputs of more than this size saturate weights of the usual size by themselves; the built-in
data stay within 6."""

SOLE_UPDATES, SOLE_FALL = 200, 0.1
"""So many epochs of one update each, in the last half of which the loss fell by less than that
share, are enough to see that more updates would be better."""

JUMPS, JUMP_SIZE, JUMP_UPS, JUMP_LOSS, JUMP_UPDATES = 30, 0.1, 0.3, 0.5, 150
"""The loss jumps when, over so many epochs, it changes by a tenth of itself from one to the
next on average, upwards in three of ten, and gets nowhere, though there were so many updates.
Batches alone change it by a few percent. Its mean must be that share of the loss of an answer
that knows nothing: at the bottom of a valley, too, small losses jump. And a usual rate is not
blamed."""

SLOW, SLOW_FALL, SLOW_RATE = 50, 0.05, 0.1
"""Learning is slow when the loss fell in every part of the last so many epochs, but by less
than that share in all; the rate is to blame when it is a tenth of the usual one at most."""

TRIAL_STEPS, TRIAL_GAIN = 5, 5.0
"""And when in a trial of so many steps the usual rate makes the loss fall so many times as
much."""

FEW_UPDATES, LONG_TRIAL = 5, 30
"""With no more updates an epoch, a rate above the usual one may be right: three or ten times
that is advised when it makes the loss fall more in a trial of so many steps."""

RISE, RISE_SINCE, RISE_FALL = 1.25, 20, 0.9
"""Overfitting: the test loss (mean of ten epochs) is that many times its smallest, which was
that many epochs ago, and the training loss is less than that share of what it was then."""

RISE_LEAST = 0.15
"""The rise is at least this share of the loss of an answer that knows nothing: a small loss
that doubles is still small."""

HEAVY_RATE, HEAVY_DROPOUT = 0.01, 0.3
"""Above these, regularization may be what keeps a network from learning: nothing is said then
about its layers."""
