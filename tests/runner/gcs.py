"""Google Cloud Storage's XML interface on 127.0.0.1, as far as a client that reads and writes objects needs it: service
accounts, conditional and multipart uploads, ranges, and errors in Google's own words."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import uuid
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

ACCOUNT = "scenec@films.iam.gserviceaccount.com"


@dataclass
class Bucket:
    """What the server keeps. ``breaks`` closes the connection in the middle of so many uploads to come."""

    name: str
    objects: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    breaks: int = 0
    guard: threading.RLock = field(default_factory=threading.RLock)
    generation: int = 0

    def write(self, name: str, data: bytes) -> int:
        with self.guard:
            self.generation += 1
            self.objects[name] = (data, self.generation)
            return self.generation


class Server:
    """One bucket behind real sockets; only holders of ``account`` are let in."""

    def __init__(self, bucket: str) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.bucket = Bucket(bucket)
        handler = type("Handler", (_Handler,), {"bucket": self.bucket, "public": self._key.public_key()})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def account(self, *, another_key: bool = False) -> str:
        """Return a service account's key file, as Google's console hands it out, for this server."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048) if another_key else self._key
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return json.dumps(
            {
                "type": "service_account",
                "client_email": ACCOUNT,
                "private_key_id": "1",
                "private_key": pem.decode(),
                "gcs_base_url": self.url,
            }
        )

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bucket: Bucket
    public: rsa.RSAPublicKey

    def log_message(self, format: str, *args: object) -> None:
        return

    def do_GET(self) -> None:
        self._with_object(self._read)

    def do_HEAD(self) -> None:
        self._with_object(self._read)

    def do_PUT(self) -> None:
        self._with_object(self._write)

    def do_POST(self) -> None:
        self._with_object(self._multipart)

    def _with_object(self, act: object) -> None:
        parts = urlsplit(self.path)
        _, bucket, name = (*unquote(parts.path).split("/", 2), "")[:3]
        self.bucket.seen[self.command] += 1
        length = int(self.headers.get("Content-Length", 0))
        if length and self.bucket.breaks and self.command == "PUT":
            self.bucket.breaks -= 1
            self.rfile.read(length // 2)
            self.close_connection = True
            self.connection.close()
            return
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        if not self._allowed():
            self._refuse(401, "AuthenticationRequired", "Authentication required.")
        elif bucket != self.bucket.name:
            self._refuse(404, "NoSuchBucket", "The specified bucket does not exist.")
        else:
            act(name, parse_qs(parts.query, keep_blank_values=True), body)  # type: ignore[operator]

    def _allowed(self) -> bool:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, self.public, algorithms=["RS256"], options={"verify_aud": False})
        except jwt.InvalidTokenError:
            return False
        return claims["iss"] == ACCOUNT

    def _read(self, name: str, query: Mapping[str, list[str]], body: bytes) -> None:
        found = self.bucket.objects.get(name)
        if found is None:
            self._refuse(404, "NoSuchKey", "The specified key does not exist.")
            return
        data, generation = found
        headers = _headers(data, generation) | {"Last-Modified": "Sun, 22 Nov 2026 12:00:00 GMT"}
        wanted = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if wanted is None:
            self._answer(200, data, headers)
            return
        start, end = int(wanted[1]), min(int(wanted[2] or len(data)), len(data) - 1)
        headers["Content-Range"] = f"bytes {start}-{end}/{len(data)}"
        self._answer(206, data[start : end + 1], headers)

    def _write(self, name: str, query: Mapping[str, list[str]], body: bytes) -> None:
        if "uploadId" in query:
            parts = self.bucket.uploads.get(query["uploadId"][0])
            if parts is None:
                self._refuse(404, "NoSuchUpload", "The requested upload was not found.")
                return
            parts[int(query["partNumber"][0])] = body
            self._answer(200, b"", {"ETag": _etag(body)})
            return
        with self.bucket.guard:
            condition = self.headers.get("x-goog-if-generation-match")
            present = self.bucket.objects.get(name)
            if condition is not None and int(condition) != (present[1] if present else 0):
                self._refuse(412, "PreconditionFailed", "At least one of the pre-conditions did not hold.")
                return
            generation = self.bucket.write(name, body)
        self._answer(200, b"", _headers(body, generation))

    def _multipart(self, name: str, query: Mapping[str, list[str]], body: bytes) -> None:
        if "uploads" in query:
            upload = uuid.uuid4().hex
            self.bucket.uploads[upload] = {}
            self._xml(
                "InitiateMultipartUploadResult", {"Bucket": self.bucket.name, "Key": name, "UploadId": upload}, {}
            )
            return
        parts = self.bucket.uploads.pop(query["uploadId"][0], None)
        numbers = [int(element.text or 0) for element in ElementTree.fromstring(body).iter() if _is(element)]
        if parts is None or not numbers or any(number not in parts for number in numbers):
            self._refuse(400, "InvalidPart", "One or more of the specified parts could not be found.")
            return
        data = b"".join(parts[number] for number in numbers)
        headers = _headers(data, self.bucket.write(name, data))
        values = {"Bucket": self.bucket.name, "Key": name, "ETag": headers["ETag"], "Location": self.path}
        self._xml("CompleteMultipartUploadResult", values, headers)

    def _xml(self, root: str, values: Mapping[str, str], headers: Mapping[str, str]) -> None:
        inner = "".join(f"<{name}>{value}</{name}>" for name, value in values.items())
        text = f'<?xml version="1.0" encoding="UTF-8"?><{root}>{inner}</{root}>'
        self._answer(200, text.encode(), {**headers, "Content-Type": "application/xml"})

    def _refuse(self, status: int, code: str, message: str) -> None:
        text = f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
        self._answer(status, text.encode(), {"Content-Type": "application/xml; charset=UTF-8"})

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _is(element: ElementTree.Element) -> bool:
    return element.tag.rpartition("}")[2] == "PartNumber"


def _etag(data: bytes) -> str:
    return f'"{hashlib.md5(data).hexdigest()}"'


def _headers(data: bytes, generation: int) -> dict[str, str]:
    digest = b64encode(hashlib.md5(data).digest()).decode()
    return {"ETag": _etag(data), "x-goog-generation": str(generation), "x-goog-hash": f"md5={digest}"}
