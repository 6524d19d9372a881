"""Diagnostics: what scenec says of a script, the table of codes, and one renderer a format."""
