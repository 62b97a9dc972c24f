"""The instances of the libraries that the application wires together."""

from __future__ import annotations

from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect

from inspector.database import Base, RoutedSession

db = SQLAlchemy(model_class=Base, session_options={"class_": RoutedSession})
csrf = CSRFProtect()
