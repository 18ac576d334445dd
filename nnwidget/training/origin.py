"""What the points and the first weights of a run are drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from nnwidget.data.draw import Source
from nnwidget.data.shape import DataShape
from nnwidget.data.table import Table

from .options import Options


@dataclass(frozen=True)
class Origin:
    """The user's data, and which draws of the seed the points and the weights are.

    Attributes:
        table: the user's data, used where the options say so.
        data_draw, weights_draw: 0, or 1, 2, ... for other draws of the same seed.
    """

    table: Table | None = None
    data_draw: int = 0
    weights_draw: int = 0

    @property
    def own_shape(self) -> DataShape | None:
        """The shape of the user's data, if there are any."""
        return self.table.shape if self.table else None

    def of_points(self, options: Options) -> Source:
        """What the points are drawn from."""
        return self._source(options, self.data_draw)

    def of_weights(self, options: Options) -> Source:
        """What is drawn from before the first weights, which come behind the points."""
        return self._source(options, self.weights_draw)

    def _source(self, options: Options, number: int) -> Source:
        own = self.table if options.dataset == "custom" else None
        chosen = options.dataset, options.classes, options.noise, options.samples, options.seed
        return Source(*chosen, own, number)
