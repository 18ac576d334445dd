"""What is said to people: one JSON file a language, for Python and the browser alike."""
