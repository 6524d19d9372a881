"""Figures: faceless people drawn as smooth solids, dressed by their descriptions, lit by the shot's light."""
