"""What blobs are here, and which submission announced or brought them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from inspector.database import UtcDateTime
from inspector.extensions import db


class Blob(db.Model):
    """Bytes in the store, named by their SHA-256."""

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size_bytes: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(40))
    stored_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BlobUpload(db.Model):
    """That a record (named by its UUID) brought a blob. What exists is told only within one record, never across."""

    __tablename__ = "blob_upload"

    record_uuid: Mapped[str] = mapped_column(String(36), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
