from __future__ import annotations

from pathlib import Path

import pytest

from compiler.diagnostics.model import Diagnostic
from tests.cases import reader
from tests.cases.reader import Case, Expected
from tests.passes.world import Checked, apply


def differences(case: Case) -> list[str]:
    """Return what a case gives and does not expect, and expects and is not given."""
    files = {name: "\n".join(lines) for name, lines in case.files.items()}
    script = files.pop("film.scene")
    checked = Checked(script, until=case.until, files=files, values=case.values)
    left = list(checked.diagnostics)
    found = []
    for expected in case.expected:
        match = next((one for one in left if meets(one, expected)), None)
        if match is None:
            place = f"{expected.file}:{expected.line}"
            found.append(f"{place}: expected {expected.code}, text {expected.text}, words {expected.words}")
            continue
        left.remove(match)
        if expected.fixed is not None:
            text = apply(match.fix, match.span.source.text) if match.fix is not None else ""
            line = match.span.first.line - 1
            got = text.split("\n")[line] if match.fix is not None else "no fix"
            if got != expected.fixed:
                found.append(f"{expected.file}:{expected.line}: fixed to {got!r}")
    for one in left:
        span = one.span
        at = f"{span.source.relative}:{span.first.line}"
        found.append(f'{at}: # {one.severity}: {one.code} @{span.first.column} "{span.text}" {one.message}')
    return found


def meets(one: Diagnostic, expected: Expected) -> bool:
    span = one.span
    return (
        (one.severity, one.code) == (expected.severity, expected.code)
        and (span.source.relative, span.first.line) == (expected.file, expected.line)
        and expected.column in (None, span.first.column)
        and expected.text in (None, span.text)
        and (expected.words is None or expected.words in one.message)
    )


@pytest.mark.parametrize("case", reader.cases(), ids=lambda case: case.id)
def test_case(case: Case) -> None:
    found = differences(case)
    assert not found, f"{case.path}:{case.line}: {case.title}\n" + "\n".join(found)


def written(folder: Path, text: str) -> Case:
    path = folder / "written.scene"
    path.write_text(text, "utf-8")
    [case] = reader.read(path)
    return case


def test_an_unclaimed_diagnostic_fails(tmp_path: Path) -> None:
    [difference] = differences(written(tmp_path, "# case: a\n[nothing]\n"))
    assert '# error: E102 @2 "nothing"' in difference


@pytest.mark.parametrize(
    "claim",
    [
        "# error: E101",
        "# warning: W206",
        "# error: E102 @3",
        '# error: E102 "[nothing]"',
        "# error: E102 words that it does not say",
    ],
)
def test_a_claim_that_is_not_met_fails(tmp_path: Path, claim: str) -> None:
    assert len(differences(written(tmp_path, f"# case: a\n{claim}\n[nothing]\n"))) == 2


def test_a_claim_that_is_met_is_claimed_once(tmp_path: Path) -> None:
    claim = '# error: E102 @2 "nothing" there is no tag [nothing]\n'
    assert not differences(written(tmp_path, f"# case: a\n{claim}[nothing]\n"))
    assert len(differences(written(tmp_path, f"# case: a\n{claim}{claim}[nothing]\n"))) == 1


def test_a_claim_at_the_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="ends before"):
        written(tmp_path, "# case: a\n[film: A]\n# error: E101")


def test_a_claim_with_a_slip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        written(tmp_path, "# case: a\n# error E101\n[film: A]\n")
