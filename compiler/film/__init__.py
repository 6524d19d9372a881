"""The resolved film: what every pass reads and writes, and what a target says of itself."""
