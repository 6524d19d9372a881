"""Servers that the remote stores are tested against, over real sockets."""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.runner.gcs import Server

BUCKET = "films"


@dataclass(frozen=True)
class Remote:
    """A bucket's address, and the variables with which it is reached."""

    address: str
    variables: dict[str, str]
    gcs: Server | None = None


@contextmanager
def s3() -> Iterator[Remote]:
    """An S3 server with one bucket. It lets everybody in."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    variables = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }
    with urllib.request.urlopen(urllib.request.Request(f"http://{host}:{port}/{BUCKET}", method="PUT")):
        pass
    try:
        yield Remote(f"s3://{BUCKET}", variables)
    finally:
        server.stop()


@contextmanager
def gcs() -> Iterator[Remote]:
    """Google Cloud Storage's interface with one bucket."""
    server = Server(BUCKET)
    try:
        yield Remote(f"gs://{BUCKET}", {"GOOGLE_SERVICE_ACCOUNT_KEY": server.account()}, server)
    finally:
        server.stop()


@contextmanager
def variables(wanted: dict[str, str]) -> Iterator[None]:
    """Set these variables for a while, and have no others that lead to a bucket."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(("AWS_", "GOOGLE_")):
            del os.environ[name]
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
