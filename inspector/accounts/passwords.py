"""Passwords: hashed with Argon2id, checked against length and the most guessed ones."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

SHORTEST = 10  # characters; length protects better than rules about kinds of characters
LONGEST = 200
MOST_GUESSED = frozenset(
    "1234567890 0123456789 12345678910 1111111111 0000000000 qwertyuiop password123 password1234 1q2w3e4r5t abcd123456 a123456789"
    " iloveyou123 admin12345 inspector1 inspector123 letmein123 welcome123 1234567891 9876543210 asdfghjkl1 qwerty12345".split()
)

_hasher = PasswordHasher()  # the library's defaults: Argon2id, 64 MiB, 3 passes


def hash_password(password: str, salt: bytes | None = None) -> str:
    """Hash a password with Argon2id; takes about a tenth of a second. salt: only for the demo, which must come out the same each time."""
    return _hasher.hash(password, salt=salt)


def is_right(password: str, password_hash: str | None) -> bool:
    """Whether a password fits its hash. Without a hash the same work is done, so that time tells nothing about who exists."""
    try:
        return _hasher.verify(password_hash or _nobody(), password) and password_hash is not None
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def weakness(password: str, *names: str | None) -> str | None:
    """Why a new password is not taken, as a gettext message id; None when it is.

    names: sign-in name and person's name, which a password may not be.
    """
    if len(password) < SHORTEST:
        return "Take at least 10 characters."
    if len(password) > LONGEST:
        return "Take at most 200 characters."
    low = password.lower()
    if low in MOST_GUESSED or len(set(low)) < 4 or low in {n.lower() for n in names if n}:
        return "This password is one of the first that anybody would try."
    return None


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
