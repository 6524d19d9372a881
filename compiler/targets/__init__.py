"""The targets: one folder a dialect, one TOML file a model, and how a clip becomes a payload."""

from compiler.targets.registry import get_target, target_names

__all__ = ["get_target", "target_names"]
