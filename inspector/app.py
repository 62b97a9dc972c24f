"""The application factory: wires settings, extensions, addresses, errors. No routes, no rules."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import format_date, format_datetime, format_time, format_timedelta
from sqlalchemy.pool import QueuePool

import inspector.every_model  # noqa: F401  a relationship names its class; without this the first question to the database fails
from inspector import clockwatch, condition, gathering, i18n, urls
from inspector.accounts import banners, guards
from inspector.accounts.sessions import DatabaseSessions
from inspector.checklists import publishing
from inspector.checklists import queries as checklists
from inspector.database import install_engine_rules
from inspector.extensions import csrf, db
from inspector.jobs import working
from inspector.media.store import Store
from inspector.notices import mail
from inspector.pipelines import delivering, leaving
from inspector.plans import upstairs as plans_upstairs
from inspector.rectification import postponing
from inspector.reports import batches
from inspector.settings import Settings
from inspector.sites import directory, upstairs
from inspector.web import assets, headers, htmx, problems
from inspector.web.transactions import Application

PACKAGE = Path(__file__).parent
MEGABYTE = 1024 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application of one deployment.

    settings: read from the environment when not given. Makes the data folder and its secret at first start; makes no tables
    (`inspector upgrade` does).
    """
    settings = settings or Settings.from_env()
    settings = replace(settings, data=settings.data.absolute())  # Flask looks for what it sends below the package, else
    settings.data.mkdir(parents=True, exist_ok=True)
    app = Application("inspector", root_path=str(PACKAGE), static_folder=None)
    app.config.update(_configuration(settings))
    app.extensions["inspector.settings"] = settings
    database = settings.data / "inspector.db" if settings.is_sqlite and not settings.database_url else None
    condition.install(app, settings.data, database, settings.low_water_megabytes * MEGABYTE)
    clockwatch.install(app, settings.data)
    app.session_interface = DatabaseSessions()
    _wire_database(app)
    csrf.init_app(app)
    htmx.install(app)
    i18n.install(app)
    assets.install(app, assets.publish(PACKAGE / "static", settings.data / "assets", i18n.device_modules()))
    guards.install(app, directory)
    upstairs.install(app, upstairs.Upstairs(checklists.packs, publishing.install_all, leaving.carry_out))
    plans_upstairs.install(app, postponing.postpone)
    workers = {mail.KIND: mail.carry_out, batches.KIND: batches.carry_out, **delivering.WORKERS}
    working.install(app, workers, patient=(batches.KIND,))
    headers.install(app, settings.is_https)
    problems.install(app)
    urls.install(app)
    app.extensions["inspector.blobs"] = Store(settings.data / "blobs")
    app.jinja_env.globals.update(
        format_date=format_date, format_datetime=format_datetime, format_time=format_time, is_demo=settings.is_demo
    )
    app.jinja_env.globals["format_timedelta"] = format_timedelta
    app.jinja_env.globals["current_actor"] = guards.current_actor
    app.jinja_env.globals["server_banners"] = banners.of_server
    return app


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret or _own_secret(settings.data / "secret"),
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings),
        "SQLALCHEMY_BINDS": {"read": {"url": settings.database, **_engine_options(settings)}},
        "SESSION_COOKIE_NAME": "__Host-inspector",
        "MAX_CONTENT_LENGTH": 2 * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 500_000,
        "MAX_FORM_PARTS": 400,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": True,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _engine_options(settings: Settings) -> dict[str, Any]:
    if settings.is_sqlite:
        # The connection used last comes first: it alone has the pages in its cache that the last writer left.
        return {
            "poolclass": QueuePool,
            "pool_size": settings.threads,
            "max_overflow": 8,
            "pool_use_lifo": True,
            "connect_args": {"check_same_thread": False},
        }
    return {"pool_size": settings.threads, "max_overflow": 8, "pool_pre_ping": True}


def _own_secret(path: Path) -> str:
    if not path.exists():
        fresh = path.with_suffix(".new")  # a cut in the middle must not leave an empty one
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    return path.read_text(encoding="ascii").strip()


def _wire_database(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        install_engine_rules(db.engines[None], db.engines["read"])
        gathering.install(app)
