"""Other programs' formats: TensorFlow Playground's links, and nnwidget's own JSON."""
