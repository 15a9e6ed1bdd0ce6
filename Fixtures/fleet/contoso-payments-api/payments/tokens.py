"""Tokens that the gateway sends with each request."""

from typing import Any, Dict

import jwt

ALGORITHM = "HS256"


def issue(key: str, merchant: str) -> str:
    return jwt.encode({"merchant": merchant}, key, algorithm=ALGORITHM)


def merchant_of(token: str, key: str) -> str:
    """The merchant that a token was issued to; raises `jwt.InvalidTokenError`."""
    claims: Dict[str, Any] = jwt.decode(token, key, algorithms=[ALGORITHM])
    return str(claims["merchant"])
