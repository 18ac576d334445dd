"""Where points come from: data sets, features, the user's own tables, the split."""
