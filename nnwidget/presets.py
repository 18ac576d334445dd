"""The presets by name, for ``nnwidget.Playground.preset(name)``."""

from nnwidget.training.presets import PRESETS, Preset

__all__ = ["PRESETS", "Preset"]
