"""Wording prompts: Jinja templates in Jinja's sandbox, with labels by language."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateNotFound, TemplateSyntaxError

from compiler.film.target import TargetError
from compiler.passes.phrases import unstopped
from compiler.targets.sandbox import CHARACTERS, BoundedEnvironment, TooMuchError

PROMPT = "prompt.j2"
LABELS = "labels.toml"
_FAILURES = (TemplateError, TooMuchError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError)
_CLOSERS = "\"'”’」』）)]】》>"
_PUNCTUATION = frozenset(".!?…。！？;；:：,，、—–-~")


class Wording:
    """The templates of one target. ``own`` is a user's folder, asked before ``stock``."""

    def __init__(self, own: Path | None, stock: Sequence[Path], target: str) -> None:
        self._own = [own / target, own] if own is not None else []
        self._stock = [folder for folder in stock if folder.is_dir()]
        self._languages: dict[str, _Language] = {}

    def write(self, parts: Mapping[str, Any], language: str) -> str:
        """Return the prompt for ``parts``. Raises TargetError where the template fails or goes on without end."""
        wording = self._languages.get(language)
        if wording is None:
            wording = self._languages[language] = self._load(language)
        template = wording.template
        try:
            return "".join(wording.render(parts)).strip()
        except (
            TemplateError,
            TooMuchError,
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
            RecursionError,
        ) as error:
            raise TargetError(f"{_place(error, template)}: {_reason(error)}") from error

    def _load(self, language: str) -> _Language:
        folders = [*self._own, *self._stock]
        labels = SimpleNamespace(**self._labels(language))
        environment = BoundedEnvironment(
            loader=FileSystemLoader([str(folder) for folder in folders]),
            undefined=StrictUndefined,
            bounded=bool(self._own),
        )
        environment.filters |= _filters(labels.stop, labels.comma)
        environment.globals = {"labels": labels, "language": language}
        try:
            template = environment.get_template(PROMPT)
        except TemplateNotFound as error:
            where = ", ".join(str(folder) for folder in folders) or "no folder"
            raise TargetError(f"no {PROMPT} in {where}; put one there") from error
        except TemplateSyntaxError as error:
            raise TargetError(f"{error.filename or PROMPT}:{error.lineno}: {error.message}") from error
        except (OSError, UnicodeDecodeError, RecursionError) as error:
            raise TargetError(f"{PROMPT}: cannot be read as UTF-8 text") from error
        return _Language(template, environment, dict(template.globals))

    def _labels(self, language: str) -> dict[str, Any]:
        labels: dict[str, Any] = {}
        for folder in reversed([*self._own, *self._stock]):
            file = folder / LABELS
            if not file.is_file():
                continue
            try:
                found = tomllib.loads(file.read_text("utf-8")).get(language, {})
            except (OSError, ValueError) as error:
                raise TargetError(f"{file}: {error}") from error
            if not isinstance(found, dict):
                raise TargetError(f"{file}: [{language}] must be a table of labels")
            for name, value in found.items():
                if isinstance(value, dict):
                    labels[name] = {**labels.get(name, {}), **{key: str(word) for key, word in value.items()}}
                else:
                    labels[name] = str(value)
        missing = [name for name in ("stop", "comma") if name not in labels]
        if missing:
            raise TargetError(f"{LABELS}: no labels for the language “{language}”: {', '.join(missing)} missing")
        return labels


@dataclass(frozen=True, slots=True)
class _Language:
    template: Template
    environment: BoundedEnvironment
    globals: Mapping[str, Any]

    def render(self, parts: Mapping[str, Any]) -> Iterable[str]:
        pieces = self.template.root_render_func(self.template.new_context({**self.globals, **parts}, shared=True))
        if not self.environment.bounded:
            return pieces
        self.environment.start()
        return _bounded(pieces)


def _bounded(pieces: Iterable[str]) -> Iterable[str]:
    written = 0
    for piece in pieces:
        written += len(piece)
        if written > CHARACTERS:
            raise TooMuchError(f"writes more than {CHARACTERS} characters for one shot")
        yield piece


def _filters(stop: str, comma: str) -> dict[str, Callable[..., str]]:
    def stopped(text: str) -> str:
        bare = text.rstrip(_CLOSERS)
        return text if not bare or bare[-1] in _PUNCTUATION else text + stop

    def sentence(text: str) -> str:
        return stopped(unstopped(text))

    def listed(texts: Iterable[str | None]) -> str:
        return comma.join([unstopped(text) for text in texts if text])

    return {"stopped": stopped, "sentence": sentence, "listed": listed}


def _place(error: BaseException, template: Template) -> str:
    """Return the file and line of the template at which ``error`` came up."""
    name, line = template.filename or PROMPT, 0
    trace = error.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__jinja_template__")
        if module is not None:
            name, line = module.filename or PROMPT, module.get_corresponding_lineno(trace.tb_lineno)
        trace = trace.tb_next
    return f"{name}:{line}" if line else name


def _reason(error: BaseException) -> str:
    if isinstance(error, RecursionError):
        return "calls itself without end"
    if isinstance(error, TemplateNotFound):
        return f"no template {error.name} beside it"
    return " ".join(str(error).split()) or type(error).__name__
