"""A network in training: options, plan, epochs, updates, stop rules, history, undo."""
