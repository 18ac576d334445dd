"""A living neural network in a Jupyter notebook."""

from importlib.metadata import version

from . import presets
from .widget.playground import Playground

__all__ = ["Playground", "presets"]
__version__ = version("nnwidget")
