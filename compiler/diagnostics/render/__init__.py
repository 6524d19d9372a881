"""Renderers: one a format."""
