"""What the driver refuses before or beside the diagnostics of a script."""

from __future__ import annotations


class InputError(Exception):
    """An input cannot be used: the script file, a table, a target, a template. One line that says how to mend it."""


class ScriptError(Exception):
    """A manifest was asked for although the script has errors; its diagnostics say which."""
