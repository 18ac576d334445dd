"""The options as traits."""

from __future__ import annotations

import os
import warnings
from typing import Any

import traitlets

from nnwidget.live.option_values import as_shown
from nnwidget.training.options import ROWS, Options
from nnwidget.training.together import check


class OptionTrait(traitlets.Any):
    """An option as a trait. Its value is the session's, which every assignment is an edit of."""

    def get(self, obj: Any, cls: Any = None) -> Any:
        return obj._session.value(self.name)

    def set(self, obj: Any, value: Any) -> None:
        obj.change(**{str(self.name): value})


def option_trait(name: str) -> OptionTrait:
    """The trait of an option."""
    return OptionTrait(as_shown(getattr(DEFAULTS, name)), help=ROWS[name].help).tag(sync=True)


def _default_options() -> Options:
    """The defaults; who runs many kernels can lower the frame rate in the environment."""
    rate = os.environ.get("NNWIDGET_FRAME_RATE", "")
    try:
        return check(Options(frame_rate=float(rate))) if rate else Options()
    except ValueError as error:
        warnings.warn(f"NNWIDGET_FRAME_RATE is ignored: {error}", stacklevel=2)
        return Options()


DEFAULTS = _default_options()
