"""A record for people to read."""
