"""The live loop: requests, edits, slices of training, and frames for the views."""
