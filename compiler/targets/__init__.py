"""Targets: one folder a vendor dialect, with its limits and prices as data."""
