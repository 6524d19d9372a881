"""Where the grammar, the vocabularies and the templates live; the only module that knows."""

from __future__ import annotations

from pathlib import Path


def folder(name: str) -> Path:
    """Return the data folder ``name`` (``grammar`` or ``templates``).

    An installed wheel carries it inside the package; a checkout, also one installed in editable mode, has it at the
    top level. The checkout is asked first: an editable install may leave a stale copy inside the package.
    """
    checkout = Path(__file__).resolve().parents[1]
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    return Path(__file__).resolve().parent / name
