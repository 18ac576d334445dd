"""The textbook: a neural network in NumPy, one concept a file.

Read in this order: ``activations``, ``losses``, ``regularizers``; ``textbook`` (forward
propagation, cost and backpropagation); ``initializers``, ``optimizers``, ``schedules``; then
how it is fast: ``mlp`` (all parameters in one vector) and ``engine``. Formulas are written as an
``expression`` and printed by ``printing``. Notation: Z^l = W^l A^(l-1) + b^l and
A^l = f^l(Z^l), with a sample a column.
"""
