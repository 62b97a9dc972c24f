"""Figures become documents: HTML in the present language, with the images it shows at the size of paper."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import render_template

from inspector.errors import Problem
from inspector.media import images
from inspector.media.store import Store
from inspector.reports.appraisals import AppraisalReport
from inspector.reports.codes import CodeSheet
from inspector.reports.figures import InspectionReport, Picture
from inspector.reports.months import MonthReport
from inspector.reports.pdf import Document
from inspector.reports.task_figures import TaskNotice
from inspector.reports.visits import CampaignReport, GuestsReport, VisitReport

RENDITIONS_AT_ONCE = 2  # each is a process of its own


def inspection_document(report: InspectionReport, store: Store) -> Document:
    """The report of one inspection."""
    return _document("reports/inspection.html", report, report.pictures, store)


def month_document(report: MonthReport, store: Store) -> Document:
    """The record of one person's month."""
    return _document("reports/month.html", report, report.pictures, store)


def visit_document(report: VisitReport, store: Store) -> Document:
    """One mystery visit, in full."""
    return _document("reports/visit.html", report, report.pictures, store)


def campaign_document(report: CampaignReport) -> Document:
    """One campaign; its photos stay with its visits."""
    return Document(render_template("reports/campaign.html", report=report))


def guests_document(report: GuestsReport) -> Document:
    """What guests saw, by site."""
    return Document(render_template("reports/guests.html", report=report))


def task_document(report: TaskNotice, store: Store) -> Document:
    """The rectification notice of one task."""
    return _document("reports/task.html", report, (*report.pictures, *report.after), store)


def appraisal_document(report: AppraisalReport) -> Document:
    """The appraisal of one person; the photos lie with the months it rests on."""
    return Document(render_template("reports/appraisal.html", report=report))


def code_document(sheet: CodeSheet) -> Document:
    """Codes to print; they are drawn, so there is no image."""
    return Document(render_template("reports/codes.html", report=sheet))


def _document(
    template: str, report: InspectionReport | MonthReport | TaskNotice | VisitReport, pictures: Iterable[Picture], store: Store
) -> Document:
    found = _renditions(store, {picture.sha256 for picture in pictures})
    return Document(render_template(template, report=report, readable=frozenset(found)), found)


def _renditions(store: Store, hashes: Iterable[str]) -> dict[str, Path]:
    """The paper renditions by hash; an image that cannot be decoded is left out, and its place says so."""
    with ThreadPoolExecutor(RENDITIONS_AT_ONCE) as threads:
        return {
            sha256: path
            for sha256, path in threads.map(lambda one: (one, _rendition(store, one)), sorted(hashes))
            if path
        }


def _rendition(store: Store, sha256: str) -> Path | None:
    try:
        return images.rendition(store, sha256, "paper")
    except Problem:
        return None
