"""A living neural network in a Jupyter notebook."""

from importlib.metadata import version

from .widget import Playground

__all__ = ["Playground"]
__version__ = version("nnwidget")
