"""``scenec sandbox`` as a process."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys

import httpx
import pytest

from compiler.cli.main import run
from compiler.sandbox.options import Rate, parse_rate
from tests.sandbox.harness import SUBMIT, payload

HEADERS = {"Authorization": "Bearer sandbox-token"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serves_until_it_is_stopped(number):
    command = [sys.executable, "-m", "compiler", "sandbox", "--film", "plain", "--speed", "1000", "--credit", "5"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+)\n", process.stdout.readline())
        assert found
        answer = httpx.post(found[1] + SUBMIT, json=payload(), headers=HEADERS, trust_env=False)
        assert answer.status_code == 200
        assert httpx.post(found[1] + SUBMIT, json=payload(), headers=HEADERS, trust_env=False).status_code == 402
        process.send_signal(number)
        rest, complaints = process.communicate(timeout=30)
        assert (process.returncode, rest, complaints) == (0, "", "")
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    "arguments",
    [
        ["--rate", "fast"],
        ["--rate", "0/min"],
        ["--faults", "boom=1"],
        ["--faults", "429=2"],
        ["--port", "70000"],
        ["--speed", "0"],
        ["--speed", "nan"],
        ["--credit", "nan"],
        ["--link-life", "inf"],
        ["--concurrency", "0"],
        ["--credit", "-1"],
        ["--link-life", "0"],
        ["--film", "short"],
        ["--key", "alone"],
    ],
)
def test_wrong_options_are_one_line(arguments, capsys):
    assert run(["sandbox", *arguments]) == 2
    complaint = capsys.readouterr().err
    assert complaint.startswith("error: ")
    assert complaint.count("\n") == 1


def test_a_port_that_is_taken_is_one_line(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert run(["sandbox", "--port", str(port)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"error: cannot listen on 127.0.0.1 port {port}: ")
    assert captured.err.count("\n") == 1


def test_rates():
    assert parse_rate("60/min") == Rate(60, 60.0)
    assert parse_rate(" 2 / s ") == Rate(2, 1.0)
    assert parse_rate("500/hour") == Rate(500, 3600.0)
    assert [str(parse_rate(text)) for text in ("60/min", "2/s", "7/h")] == ["60/min", "2/s", "7/h"]
