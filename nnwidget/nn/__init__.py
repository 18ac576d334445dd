"""The textbook: a neural network in NumPy, one concept a file.

Read in this order: ``activations``, ``losses``, ``initializers``, ``mlp`` (forward and
backward propagation), ``optimizers``, ``regularizers``, ``schedules``; then ``features`` and
``datasets``. Notation: Z^l = W^l A^(l-1) + b^l and A^l = f^l(Z^l), with a sample a column.
"""
