"""The widget: traits, their validation, and all that can be done with it."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import anywidget
import traitlets

from nnwidget.data.table import Table, read_table
from nnwidget.languages.wording import shown
from nnwidget.live.interrupt import INTERRUPTS, block
from nnwidget.live.requests import Requests
from nnwidget.live.session import Session
from nnwidget.training.options import NAMES, described

from .controls import Controls
from .observing import Observing, UnknownNameError, unknown
from .rerun import close_earlier
from .results import Results
from .saving import Saving
from .traits import DEFAULTS, option_trait

_STATIC = Path(__file__).parent.parent / "static"


def _bundle(name: str) -> str | Path:
    """A file of the browser bundle: its text, or (developing) the path that is watched. A
    widget whose bundle is a path is never freed, so that is for developing only."""
    path = _STATIC / name
    if os.environ.get("ANYWIDGET_HMR") == "1":
        return path
    return path.read_text(encoding="utf-8")


class Playground(Results, Controls, Saving, Observing, anywidget.AnyWidget):
    """A neural network that learns in the notebook.

    Every option is a trait: it can be given here, assigned later, observed and linked. A
    value that is not allowed, alone or with the others, raises ``traitlets.TraitError`` and
    changes nothing.

    Args:
        data: the user's own data, a pair ``(X, y)``: X (m, columns) an array, a list or a
            DataFrame; y (m,) class labels or numbers. Or a DataFrame with y as last column.
        options: any of the traits, which are listed below. An own one among the ``features``:
            ``("r", lambda x1, x2: np.hypot(x1, x2))``.

    Raises:
        traitlets.TraitError: an option that is not allowed.
        ValueError: data that cannot be used.
        TypeError: an option that does not exist, or one without its name.

    Example:
        >>> w = Playground(dataset="circle", hidden_layers=[4], learning_rate=0.1)
        >>> w.fit(100).loss_test < 0.1
        True
    """

    _esm = _bundle("widget.js")
    _css = _bundle("widget.css")

    locals().update({name: option_trait(name) for name in NAMES})
    _snapshot = traitlets.Dict(help="the last state, for where no kernel runs").tag(sync=True)

    # For those that were refused before they were made.
    _session: Session = None  # type: ignore[assignment]
    _own_layout = False

    def __init__(self, *nameless: Any, data: Any = None, **options: Any) -> None:
        if nameless:
            raise TypeError(
                "options and data are given by name, such as dataset='circle' or data=(X, y); "
                f"got {shown(nameless[0])} without one"
            )
        for name in sorted(options.keys() - set(NAMES) - {"layout"}):
            raise TypeError(str(unknown(name, ["data"])))
        self._own_layout = "layout" not in options
        layout = {"layout": options.pop("layout")} if "layout" in options else {}
        table = None
        if data is not None:
            table = data if isinstance(data, Table) else read_table(data)
            dataset = options.setdefault("dataset", "custom")
            if dataset != "custom" and not isinstance(data, Table):
                raise ValueError(f"give either data or dataset={shown(dataset)}, not both")
            options.setdefault("features", [f"x{i + 1}" for i in range(table.shape.columns)])
        self._prepare_telling()
        self._session = Session(
            {"frame_rate": DEFAULTS.frame_rate} | options,
            table,
            self._send_message,
            self._send_options,
            self._tell,
            traitlets.TraitError,
        )
        super().__init__(**layout)
        self._requests = Requests(self._session, self._send_message)
        self.on_msg(lambda _, content, buffers: self._requests.receive(content))
        close_earlier(self)

    # ------------------------------------------------------------ options

    def change(self, /, **options: Any) -> Self:
        """Change several options at once, all or none. Returns the widget.

        Raises:
            traitlets.TraitError: an option that does not exist, or is not allowed together
                with the others.
        """
        self._session.change(options)
        return self

    @block
    def hold_trait_notifications(self) -> Iterator[None]:  # type: ignore[override]
        """Around assignments of options: they are one edit, which is checked, made and told at
        the end, or, after an exception, not made at all."""
        holding = super().hold_trait_notifications()  # for what is no option
        with self._session.assigning() as outermost, holding:
            with INTERRUPTS.released():
                yield
            if outermost:
                self._session.settle()  # within `holding`, which takes back the rest if it fails

    # ------------------------------------------------------------ names

    def __setattr__(self, name: str, value: Any) -> None:
        # A misspelt option would do nothing, silently.
        if not name.startswith("_") and not hasattr(type(self), name):
            raise unknown(name, ["data", "weights", "biases"])
        if name in _METHODS:
            raise UnknownNameError(f"{name} is a method, which cannot be assigned to")
        super().__setattr__(name, value)

    # ------------------------------------------------------------ the browser

    def _send_message(self, content: Any, buffers: list[bytes]) -> None:
        if self.comm is not None:
            self.send(content, buffers)

    def _send_options(self, names: list[str]) -> None:
        """Send the browser the true values of options, in one message."""
        if self._holding_sync:
            self._states_to_send.update(names)
        elif names:
            self.send_state(names)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Trait values written by the browser (by ``jslink``, say): an edit like any other."""
        changes = {name: value for name, value in sync_data.items() if name in NAMES}
        if changes:
            self._requests.receive_traits(changes)
        rest = {name: value for name, value in sync_data.items() if name not in NAMES}
        if rest:
            super().set_state(rest)

    # ------------------------------------------------------------ showing, closing

    def __repr__(self) -> str:
        return "nnwidget.Playground"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view, and for those who cannot show it a picture of the present state."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        # matplotlib takes a second to load: only when it is needed
        from nnwidget.pictures.figures.summary import png
        from nnwidget.pictures.snapshot import snapshot

        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        session = self._session
        with session.asking():
            picture = png(session.trainer)
            self._snapshot = snapshot(session.trainer, picture)
        session.loop.when_idle(lambda: setattr(self, "_snapshot", snapshot(session.trainer)))
        data |= {"text/plain": repr(self), "image/png": base64.b64encode(picture).decode()}
        return data, metadata | {"image/png": {"alt": self._snapshot["description"]}}

    def close(self) -> None:
        """Stop training and free everything; the views go away. Python's side can still be
        read."""
        if self._session is not None:
            self._session.loop.close()
        if self.comm is not None and self._own_layout:
            self.layout.close()
        super().close()


_METHODS = {
    name
    for part in (Playground, Results, Controls, Saving, Observing)
    for name, value in vars(part).items()
    if callable(value) and not name.startswith("_")
} - {"notify_change"}
"""What cannot be assigned to. (traitlets puts its own function there while it holds changes.)"""

Playground.__doc__ = f"{Playground.__doc__}\n    Options:\n{described()}\n    "
