"""Pictures by matplotlib: of a network, of its output and of its losses, each in an ``Axes``,
and all three as a PNG.

The axes-level functions draw into ``ax``, or where none is given into pyplot's current axes.
"""
