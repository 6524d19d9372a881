"""From a script and options to diagnostics and a manifest. Only here are the phases put together."""

from compiler.driver.compilation import Compilation
from compiler.driver.errors import InputError, ScriptError
from compiler.driver.files import ProjectFiles, project_root
from compiler.driver.inputs import load
from compiler.driver.options import Options
from compiler.driver.tables import Row, check_row, rows

__all__ = [
    "Compilation",
    "InputError",
    "Options",
    "ProjectFiles",
    "Row",
    "ScriptError",
    "check_row",
    "load",
    "project_root",
    "rows",
]
