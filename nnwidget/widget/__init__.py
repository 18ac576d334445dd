"""What a notebook shows: the widget with its traits, results and arrays."""
