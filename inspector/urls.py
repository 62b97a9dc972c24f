"""Blueprints and their addresses: the table of contents. No view functions."""

from __future__ import annotations

from flask import Flask

from inspector.accounts import app_routes, device_routes, keeping_routes, notice_routes, own_routes, trail_routes
from inspector.accounts import routes as accounts
from inspector.api import (
    appeal_routes as appeal_desk,
)
from inspector.api import (
    channel_routes,
    command_routes,
    correction_routes,
    cycle_routes,
    discard_routes,
    draft_routes,
    guest_routes,
    held,
    ledger_routes,
    mystery_appeal_routes,
    parcel_routes,
    plain_visit_routes,
    red_line_routes,
    shared_routes,
    visit_routes,
    wave_routes,
)
from inspector.api import routes as api
from inspector.appraisals import appeal_routes as appeals
from inspector.appraisals import component_routes, praise_list_routes, scheme_routes
from inspector.appraisals import conduct_routes as conduct
from inspector.appraisals import routes as appraisals
from inspector.checklists import editor_routes, release_routes, standard_routes
from inspector.checklists import routes as checklists
from inspector.checklists.exchange import routes as checklist_import
from inspector.extensions import csrf
from inspector.fairness import calibration_routes
from inspector.insights import adjusted_routes, chart_routes, risk_routes, severity_routes
from inspector.insights import routes as insights
from inspector.insights import standard_routes as standard_results
from inspector.inspections import loss_routes
from inspector.inspections import routes as inspections
from inspector.mystery import (
    agency_routes,
    attribution_routes,
    bulk_routes,
    result_routes,
    sheet_routes,
    shopper_import_routes,
    shopper_routes,
)
from inspector.mystery import routes as mystery
from inspector.mystery import visit_routes as mystery_visits
from inspector.plans import feed_routes
from inspector.plans import routes as plans
from inspector.pwa import routes as pwa
from inspector.pwa import trial_routes
from inspector.rectification import desk_routes, improvement_routes, rule_routes
from inspector.rectification import routes as rectification
from inspector.reports import agency_tables
from inspector.reports import appraisal_routes as appraisal_reports
from inspector.reports import routes as reports
from inspector.reports import visit_routes as visit_reports
from inspector.sites import (
    duty_routes,
    import_routes,
    people_routes,
    position_routes,
    region_routes,
    roster_routes,
    set_up_routes,
    setting_routes,
    site_routes,
)
from inspector.web import assets
from inspector.web import routes as web

APPRAISALS = (scheme_routes, component_routes, cycle_routes, appraisal_reports)
PEOPLE = (appraisals, appeals, appeal_desk, conduct, red_line_routes, praise_list_routes)
FAIRNESS = (severity_routes, adjusted_routes, calibration_routes, chart_routes)
MYSTERY = (mystery, bulk_routes, mystery_visits, shopper_routes, shopper_import_routes, agency_routes, sheet_routes, agency_tables,
           result_routes, wave_routes, visit_routes, plain_visit_routes,
           visit_reports, attribution_routes, guest_routes, mystery_appeal_routes)  # fmt: skip


def install(app: Flask) -> None:
    """Register every blueprint."""
    for module in (
        assets, web, accounts, app_routes, own_routes, keeping_routes, device_routes, notice_routes, trail_routes, set_up_routes,
        region_routes, site_routes, people_routes, position_routes, import_routes, duty_routes, roster_routes, setting_routes,
        release_routes, editor_routes, checklists, checklist_import, standard_routes,
        plans, feed_routes, inspections, rectification, desk_routes, rule_routes, improvement_routes, *PEOPLE, *APPRAISALS,
        api, discard_routes, ledger_routes, held, loss_routes, parcel_routes, correction_routes, command_routes, draft_routes,
        channel_routes, shared_routes, insights, risk_routes, standard_results, reports, pwa, trial_routes, *MYSTERY, *FAIRNESS,
    ):  # fmt: skip
        app.register_blueprint(module.blueprint)
    app.register_blueprint(command_routes.pages)
    app.register_blueprint(agency_routes.own_blueprint)
    app.register_blueprint(sheet_routes.own_blueprint)
    # Cookies alone open nothing under /api: the guard demands our client header and the same origin (docs/payload.md).
    csrf.exempt(api.blueprint)
    csrf.exempt(ledger_routes.blueprint)
    csrf.exempt(app_routes.blueprint)
    csrf.exempt(discard_routes.blueprint)
    csrf.exempt(command_routes.blueprint)
    csrf.exempt(draft_routes.blueprint)
    csrf.exempt(shared_routes.blueprint)
    csrf.exempt(visit_routes.blueprint)
    csrf.exempt(
        plain_visit_routes.blueprint
    )  # no session, no token: own forms alone pass, and the cookie is SameSite=Strict
