"""The passes: one a file, each named in the one pipeline."""
