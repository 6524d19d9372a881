"""Bearer tokens: signed from a key and its secret, or ready-made."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

from pydantic import SecretStr

#: A token lives this long and is renewed this long before its end (seconds).
LIFE = 1800.0
RENEW_BEFORE = 300.0
BACKDATED = 5.0


class Signer:
    """The tokens of one account. ``skew`` seconds are added to the local clock where the vendor's runs otherwise;
    ``source`` is what people know the account by, the variable that holds its key."""

    def __init__(
        self,
        name: str,
        *,
        key: SecretStr | None = None,
        secret: SecretStr | None = None,
        token: SecretStr | None = None,
        source: str | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self.source = source or name
        self.skew = 0.0
        self._key, self._secret, self._ready = key, secret, token
        self._clock = clock
        self._signed: str | None = None
        self._born = 0.0

    @property
    def signs(self) -> bool:
        """True where tokens are signed here, so that a new one may help; a ready token never changes."""
        return self._ready is None and self._key is not None

    def header(self) -> dict[str, str]:
        """Return the header that proves who asks; empty without credentials."""
        if self._ready is not None:
            return {"Authorization": f"Bearer {self._ready.get_secret_value()}"}
        if self._key is None or self._secret is None:
            return {}
        now = self._clock() + self.skew
        if self._signed is None or not self._born <= now < self._born + LIFE - RENEW_BEFORE:
            self._signed, self._born = sign(self._key, self._secret, now), now
        return {"Authorization": f"Bearer {self._signed}"}

    def renew(self, skew: float | None = None) -> None:
        """Forget the token, so that the next one is new; ``skew`` corrects the clock."""
        if skew is not None:
            self.skew = skew
        self._signed = None


def sign(key: SecretStr, secret: SecretStr, now: float) -> str:
    """Return an HS256 JWT of ``key`` that is valid from ``now`` - 5 s for half an hour."""
    import warnings

    import jwt

    claims = {"iss": key.get_secret_value(), "nbf": int(now - BACKDATED), "exp": int(now + LIFE)}
    with warnings.catch_warnings():
        # A vendor's secret is as long as the vendor made it.
        warnings.simplefilter("ignore")
        return jwt.encode(claims, secret.get_secret_value(), algorithm="HS256")


def account_name(provider: str, identity: SecretStr | None) -> str:
    """Return a name for an account that is the same on every machine and tells nothing of the key."""
    if identity is None:
        return provider
    return f"{provider}:{hashlib.sha256(identity.get_secret_value().encode()).hexdigest()[:10]}"
