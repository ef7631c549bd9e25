"""A letter's text and its tokens."""
