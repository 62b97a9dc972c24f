"""Addresses whose forms bring files take larger requests than others."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

FORM_BYTES = 64 * 1024  # what a form needs besides its file
PHOTOS_BYTES = 32 * 1024 * 1024  # four photos as a phone makes them, where its browser cannot shrink them first


def take_files(blueprint: Blueprint, largest_bytes: int, *views: str) -> None:
    """Let the requests of some views of a blueprint be larger. largest_bytes: of their files together.

    Before the request is looked at, because the check against forged forms reads the body before the view does.
    """
    endpoints = {f"{blueprint.name}.{view}" for view in views}

    @blueprint.url_value_preprocessor
    def allow(endpoint: str | None, _values: dict[str, Any] | None) -> None:
        if endpoint in endpoints:
            request.max_content_length = largest_bytes + FORM_BYTES


def take_photos(blueprint: Blueprint, *views: str) -> None:
    """Let some views of a blueprint take photos with their form."""
    take_files(blueprint, PHOTOS_BYTES, *views)
