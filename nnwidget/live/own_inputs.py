"""Inputs that the user gives as Python functions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from nnwidget.data.features import Feature, ReentryError, features_of, own_feature
from nnwidget.data.shape import COLUMNS
from nnwidget.languages.sentence import refusal
from nnwidget.languages.wording import shown
from nnwidget.nn.activations import Array

from .interrupt import INTERRUPTS


class OwnInputs:
    """Makes inputs of a user's functions, which can neither ask nor change the network that they
    are computed for."""

    def __init__(self) -> None:
        self._computing: set[int] = set()  # the threads in which one is computed

    def forbid_reentry(self) -> None:
        """To be called before anything is asked of the network, or changed.

        Raises:
            ReentryError: it is one of its own inputs that asks.
        """
        if threading.get_ident() in self._computing:
            raise ReentryError("an input can neither ask nor change the Playground it belongs to")

    def taken(
        self, given: Iterable[Any], known: Mapping[str, Feature], samples: Callable[[], Array]
    ) -> tuple[list[Any], dict[str, Feature]]:
        """Names in the place of functions, and the inputs that are known then.

        Args:
            given: names, and pairs of a name and a function of the columns.
            known: the user's inputs so far. One of the same name is replaced; of those that are
                not used now the oldest are forgotten when there are too many.
            samples: gives (m, columns) to try a function with.

        Raises:
            ValueError: a function fails, or has the name of a built-in feature.
        """
        given, own = list(given), dict(known)
        for name, function in filter(_is_function, given):
            if name in features_of(COLUMNS):
                raise refusal("built_in_feature", option="features", name=shown(name))
            with INTERRUPTS.released():
                own[name] = own_feature(name, self._guarded(function), samples())
        names = [item[0] if _is_function(item) else item for item in given]
        used = {name for name in names if isinstance(name, str)}
        unused = [name for name in own if name not in used]
        for name in unused[: max(0, len(own) - COLUMNS)]:  # every scene shows them all
            del own[name]
        return names, own

    def _guarded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*columns: Array) -> Any:
            thread = threading.get_ident()
            try:
                self._computing.add(thread)
                return function(*columns)
            finally:
                self._computing.discard(thread)

        return guarded


def _is_function(item: object) -> bool:
    """Is it a feature given as a name and a function?"""
    if not isinstance(item, tuple | list) or len(item) != 2:
        return False
    return isinstance(item[0], str) and callable(item[1])
