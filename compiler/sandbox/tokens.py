"""Who asks: the bearer token of a request, checked as a vendor checks it."""

from __future__ import annotations

import base64
import hashlib
import hmac

from compiler.sandbox.options import SandboxOptions
from compiler.sandbox.refusals import RefusalError


def _unauthorised(message: str) -> RefusalError:
    return RefusalError(401, "unauthorized", message)


def authorise(header: str | None, options: SandboxOptions) -> str:
    """Return the key that a request's ``Authorization`` header speaks for.

    Takes a ready token, or an HS256 JWT whose ``iss`` names the key and whose ``nbf`` and ``exp`` enclose the present.
    The signature of a known key is checked with its secret. Raises ``RefusalError`` with status 401 otherwise.
    """
    if not header:
        raise _unauthorised("the Authorization header is missing")
    scheme, _, token = header.partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise _unauthorised("the Authorization header must be: Bearer TOKEN")
    if token in options.tokens:
        return f"token {token[:4]}…"
    return _read(token, options)


def _read(token: str, options: SandboxOptions) -> str:
    import jwt

    unchecked = {f"verify_{claim}": False for claim in ("signature", "exp", "nbf", "iat", "aud", "iss", "sub", "jti")}
    try:
        algorithm = jwt.get_unverified_header(token).get("alg")
        claims = jwt.decode(token, options=unchecked)  # type: ignore[arg-type]
    except jwt.InvalidTokenError:
        raise _unauthorised("the token cannot be read") from None
    if algorithm != "HS256":
        raise _unauthorised("the token must be signed with HS256")
    key = claims.get("iss")
    if not isinstance(key, str) or not key:
        raise _unauthorised("the token names no key in iss")
    secret = options.keys.get(key)
    if secret is None and not options.open:
        raise _unauthorised("the token's key is not known here")
    if secret is not None and not _signed(token, secret):
        raise _unauthorised("the token's signature is wrong")
    _check_times(claims.get("nbf"), claims.get("exp"), options.clock.wall())
    return key


def _signed(token: str, secret: str) -> bool:
    signed, _, signature = token.rpartition(".")
    expected = hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(expected).rstrip(b"="), signature.encode())


def _check_times(starts: object, ends: object, now: float) -> None:
    if not (isinstance(starts, (int, float)) and isinstance(ends, (int, float))):
        raise _unauthorised("the token has no nbf or no exp")
    if now < starts:
        raise _unauthorised("the token is not valid yet")
    if now >= ends:
        raise _unauthorised("the token has expired")
