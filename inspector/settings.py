"""What a deployment may set from its environment; everything a shop changes lives in the database instead."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

FOR_TESTS = ("INSPECTOR_TESTING", "INSPECTOR_FAULT")  # inspector/fault_points.py

SHORTEST_SECRET = 32  # characters
MAIL_SCHEMES = ("smtps", "smtp+starttls", "smtp")


class SettingsError(ValueError):
    """A setting that cannot be read; the message names the variable and what it wants."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The deployment's settings, one field for each variable of the environment."""

    data: Path = Path("var")  # INSPECTOR_DATA: folder of database, photos, keys and asset copies
    port: int = 8000  # INSPECTOR_PORT: TCP port of the web process
    host: str = "127.0.0.1"  # INSPECTOR_HOST: address to listen on
    base_url: str = ""  # INSPECTOR_BASE_URL: public address; empty = the address listened on
    secret: str = ""  # INSPECTOR_SECRET: signs links; empty = made at first start in the data folder
    database_url: str = ""  # INSPECTOR_DATABASE_URL: SQLAlchemy URL; empty = SQLite in the data folder
    threads: int = 16  # INSPECTOR_THREADS: worker threads of the web process
    is_demo: bool = False  # INSPECTOR_DEMO: the sign-in page offers each role as one button
    trusted_hosts: tuple[str, ...] = field(default=())  # INSPECTOR_TRUSTED_HOSTS: comma separated; empty = any
    low_water_megabytes: int = 1000  # INSPECTOR_LOW_WATER_MEGABYTES: with less room on the disk no photo is taken
    mail_server: str = ""  # INSPECTOR_MAIL_SERVER: smtps://, smtp+starttls:// or smtp://user:password@host:port; empty = no e-mail
    messenger_hosts: tuple[tuple[str, str], ...] = ()  # INSPECTOR_MESSENGER_HOSTS: wecom=https://…, for a service that runs in the house
    mail_from: str = ""  # INSPECTOR_MAIL_FROM: the address that e-mail comes from

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings from an environment.

        env: mapping of names to texts. Raises SettingsError for a value that cannot be read or an unknown INSPECTOR_ name.
        """
        known = {
            "DATA", "PORT", "HOST", "BASE_URL", "SECRET", "DATABASE_URL", "THREADS", "DEMO", "TRUSTED_HOSTS", "LOW_WATER_MEGABYTES",
            "MAIL_SERVER", "MAIL_FROM", "MESSENGER_HOSTS",
        }  # fmt: skip
        for name in env:
            if name in FOR_TESTS and env.get("INSPECTOR_TESTING") == "1":
                continue
            if name.startswith("INSPECTOR_") and name.removeprefix("INSPECTOR_") not in known:
                raise SettingsError(f"{name} is not a setting; known are " + ", ".join(f"INSPECTOR_{k}" for k in sorted(known)))
        return cls(
            data=Path(env.get("INSPECTOR_DATA") or "var"),
            port=_number(env, "INSPECTOR_PORT", 8000, 65535),
            host=env.get("INSPECTOR_HOST") or "127.0.0.1",
            base_url=(env.get("INSPECTOR_BASE_URL") or "").rstrip("/"),
            secret=env.get("INSPECTOR_SECRET") or "",
            database_url=env.get("INSPECTOR_DATABASE_URL") or "",
            threads=_number(env, "INSPECTOR_THREADS", 16, 256),
            is_demo=_switch(env, "INSPECTOR_DEMO"),
            trusted_hosts=tuple(h.strip() for h in env.get("INSPECTOR_TRUSTED_HOSTS", "").split(",") if h.strip()),
            low_water_megabytes=_number(env, "INSPECTOR_LOW_WATER_MEGABYTES", 1000, 10_000_000),
            mail_server=_mail_server(env),
            messenger_hosts=_messenger_hosts(env),
            mail_from=(env.get("INSPECTOR_MAIL_FROM") or "").strip(),
        )

    def check(self, env: Mapping[str, str] = os.environ) -> None:
        """Refuse to serve people with what is fit for trying out only. Raises SettingsError that names the setting."""
        if self.secret and len(self.secret) < SHORTEST_SECRET:
            raise SettingsError(f"INSPECTOR_SECRET must be at least {SHORTEST_SECRET} characters long; leave it out and one is made")
        kept = self.data / "secret"
        if not self.secret and kept.exists() and len(kept.read_bytes().strip()) < SHORTEST_SECRET:
            raise SettingsError(f"{kept} is too short to be a secret; restore it from a backup, or set INSPECTOR_SECRET")
        if self.base_url.startswith("http://") and urlsplit(self.base_url).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise SettingsError("INSPECTOR_BASE_URL must begin with https://; browsers keep nothing offline from another address")
        if env.get("FLASK_DEBUG", "0") not in ("", "0"):
            raise SettingsError("FLASK_DEBUG must not be set: it opens a console to whoever sees a fault")

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{self.data.resolve() / 'inspector.db'}"

    @property
    def is_sqlite(self) -> bool:
        """Whether the embedded database is in use."""
        return self.database.startswith("sqlite")

    @property
    def is_https(self) -> bool:
        """Whether people reach this deployment over https."""
        return self.base_url.startswith("https://")

    @property
    def is_behind_proxy(self) -> bool:
        """Whether every request comes through a proxy on this machine, which alone can reach us."""
        return self.is_https and self.host in ("127.0.0.1", "localhost")


def _number(env: Mapping[str, str], name: str, default: int, highest: int) -> int:
    text = env.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= highest:
        raise SettingsError(f"{name} must be a whole number from 1 to {highest}, not {text!r}")
    return int(text)


def _switch(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name, "").lower()
    if text in ("", "0", "no", "false"):
        return False
    if text in ("1", "yes", "true"):
        return True
    raise SettingsError(f"{name} must be 1 or 0, not {text!r}")


def _mail_server(env: Mapping[str, str]) -> str:
    text = (env.get("INSPECTOR_MAIL_SERVER") or "").strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        is_one = parts.scheme in MAIL_SCHEMES and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        is_one = False
    if not is_one:  # its text is not repeated: it holds a password
        raise SettingsError("INSPECTOR_MAIL_SERVER must look like smtps://user:password@smtp.example.com:465 (or smtp+starttls://, smtp://)")
    if "@" not in env.get("INSPECTOR_MAIL_FROM", ""):
        raise SettingsError("INSPECTOR_MAIL_FROM must be the address that e-mail comes from, as INSPECTOR_MAIL_SERVER is set")
    return text


def _messenger_hosts(env: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    found = []
    for part in filter(None, (env.get("INSPECTOR_MESSENGER_HOSTS") or "").split(",")):
        name, _, address = part.strip().partition("=")
        place = urlsplit(address)
        is_safe = place.scheme == "https" or (place.scheme == "http" and place.hostname in ("127.0.0.1", "localhost", "::1"))
        if name not in ("wecom", "dingtalk", "feishu") or not is_safe or not place.hostname or place.path.strip("/"):
            raise SettingsError("INSPECTOR_MESSENGER_HOSTS must look like wecom=https://wecom.example.com,feishu=https://feishu.example.com")
        found.append((name, address.rstrip("/")))
    return tuple(found)
