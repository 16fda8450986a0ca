"""动态口令 — RFC 6238: the secret, its sealing, its QR code, and which code is right at a moment.

The secret is kept sealed: Fernet (AES-128-CBC with HMAC-SHA256) under a key derived from SECRET_KEY
by HKDF. Whoever has the database alone cannot make codes; whoever changes SECRET_KEY has everybody
enrol anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

STEP_SECONDS = 30
#: a telephone's clock may be one step before or behind ours
DRIFT = 1
ISSUER = "招推服"
#: so many wrong codes in a row, and the next is taken only after the pause
MOST_WRONG = 5
PAUSE = timedelta(minutes=10)
RECOVERY_CODES = 10
#: without 0, 1, I, O: read from paper
READABLE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def _key(purpose: bytes) -> bytes:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"zhaotuifu." + purpose)
    return derived.derive(settings.SECRET_KEY.encode())


def seal(text: str, *, purpose: str = "second-factor") -> str:
    """封存 — encrypted and authenticated, for the database or for a page that hands it back."""
    return Fernet(base64.urlsafe_b64encode(_key(purpose.encode()))).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str = "second-factor", within: int | None = None) -> str | None:
    """启封 — None when it was sealed under another key, was changed, or is older than `within` seconds."""
    try:
        box = Fernet(base64.urlsafe_b64encode(_key(purpose.encode())))
        return box.decrypt(sealed.encode(), ttl=within).decode()
    except (InvalidToken, ValueError):
        return None


def new_secret() -> str:
    """新密钥 — 160 bits, base32."""
    return pyotp.random_base32()


def step_of(at: datetime) -> int:
    """时段 — the number of 30-second steps since 1970."""
    return int(at.timestamp()) // STEP_SECONDS


def matching_step(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """对上的时段 — of a code right within ±1 step and newer than step `after`; None when wrong or used."""
    digits = "".join(one for one in code if one.isascii() and one.isdigit())
    if len(digits) != 6:
        return None
    totp = pyotp.TOTP(secret)
    now = step_of(at)
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > after and hmac.compare_digest(totp.at(step * STEP_SECONDS), digits):
            return step
    return None


def picture(secret: str, username: str) -> str:
    """二维码 — as a data: address of an SVG, drawn here: nothing is asked of any other site."""
    address = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)
    return segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff")


def in_groups(secret: str) -> str:
    """分组写 — for typing it in by hand."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def new_recovery_codes() -> tuple[str, ...]:
    """恢复码 — ten of them, 50 bits each, as XXXXX-XXXXX."""
    return tuple(
        "-".join("".join(secrets.choice(READABLE) for _ in range(5)) for _ in range(2))
        for _ in range(RECOVERY_CODES)
    )


def hash_of(code: str) -> str:
    """恢复码的哈希 — keyed, so that the database alone does not let them be tried."""
    plain = "".join(one for one in code.upper() if one in READABLE)
    return hmac.new(_key(b"recovery"), plain.encode(), hashlib.sha256).hexdigest()
