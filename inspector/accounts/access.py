"""Every permission rule in one table: which role may do what, and what each address asks for.

A permission holds within the scope of the role that gives it. An address without an entry in ROUTES cannot be reached and fails the
tests. The object itself is always looked up through `scoped`, so that what is not yours is simply not there (404).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, false, true

PUBLIC: Final = "public"  # anyone, no session
SIGNED_IN: Final = "signed in"  # any active account; the view shows only one's own
DEVICE: Final = "device"  # session or capture grant, client header, same origin

_OFFICE = ("quality_lead", "area_manager", "store_manager")
_FLOOR = (*_OFFICE, "supervisor")

OUTSIDE: Final = frozenset(("agency",))  # roles of people who are no part of the organisation

# permission -> the roles that give it, each within its scope
PERMISSIONS: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(roles)
    for name, roles in {
        "accounts.manage": ("administrator",),
        "accounts.invite": ("administrator", "hr", "store_manager", "area_manager"),
        "organisation.edit": ("administrator",),
        "audit.read": ("administrator", "auditor"),
        "places.read": ("administrator", "hr", "auditor", *_FLOOR),
        "places.edit": ("administrator", "area_manager"),
        "people.read": ("administrator", "hr", "auditor", *_FLOOR),
        "people.edit": ("administrator", "hr", "area_manager", "store_manager"),
        "people.import": ("administrator", "hr"),
        "positions.edit": ("administrator", "hr"),
        "settings.read": ("administrator", "hr", "auditor", *_OFFICE),
        "channels.edit": (
            "administrator",
            "area_manager",
            "store_manager",
        ),  # groups of one's sites; of all only with a role over all
        "duty.read": ("auditor", *_FLOOR),
        "duty.edit": _FLOOR,
        "roster.import": _OFFICE,
        "checklists.read": ("administrator", "hr", "auditor", *_FLOOR),
        "checklists.publish": ("quality_lead",),
        "plans.read": ("auditor", *_FLOOR),
        "plans.edit": _OFFICE,
        "plans.surprise": ("auditor", "quality_lead", "area_manager"),  # rounds the site must not see coming
        "rounds.propose": ("quality_lead", "area_manager"),
        "inspections.conduct": _FLOOR,
        "inspections.read": ("auditor", *_FLOOR),
        "inspections.export": ("auditor", *_OFFICE),
        "inspections.correct": _FLOOR,  # one's own rounds; others' only who decides (inspections/correcting.py)
        "inspections.decide": ("quality_lead", "area_manager", "store_manager"),
        "fairness.read": ("quality_lead", "auditor"),  # how severe each inspector is; everybody reads one's own
        "calibration.manage": ("quality_lead",),
        "mystery.manage": ("quality_lead",),  # shoppers, visits, reports; nobody else learns who went where
        "agency.visits": ("agency",),  # those of the agency somebody signs in for (mystery/agencies.py), and nothing else
        "tasks.read": ("auditor", *_FLOOR),
        "tasks.act": _FLOOR,
        "tasks.verify": _FLOOR,
        "tasks.assign": _OFFICE,  # give to somebody else, put off, ask after: several at once
        "rules.edit": ("administrator", "quality_lead"),  # what a failure leads to, how soon, whose it is
        "tasks.approve": ("quality_lead", "area_manager"),  # of tasks that ask for the area's approval
        "appraisals.read": ("hr", "auditor", "area_manager", "store_manager"),
        "appraisals.confirm": ("store_manager", "area_manager"),
        "appeals.read": ("hr", "auditor", *_OFFICE),
        "appeals.review": _OFFICE,  # never who was there, nor who answers for that (appraisals/reviewers.py)
        "appeals.review_last": ("hr",),
        "conduct.raise": _FLOOR,  # praise, reminders, yellow cards; to say that a red line was crossed
        "conduct.read": ("hr", "auditor", *_OFFICE),
        "conduct.decide": _OFFICE,  # the second person of a red line and of a red card
        "appraisals.second": ("hr", "area_manager"),  # the second word: under 1.0, at an edge, adjusted by hand
        "schemes.edit": ("hr",),
        "cycles.manage": ("hr",),
    }.items()
}

# endpoint -> PUBLIC, SIGNED_IN, DEVICE or a permission
ROUTES: Final[dict[str, str]] = {
    "static_files.asset": PUBLIC,
    "web.health": PUBLIC,
    "accounts.home": PUBLIC,
    "accounts.sign_in": PUBLIC,
    "accounts.open_session": PUBLIC,
    "accounts.sign_out": SIGNED_IN,
    "accounts.use_link": PUBLIC,
    "accounts.set_password": PUBLIC,
    "accounts.language": PUBLIC,
    "accounts.token": PUBLIC,
    "set_up.page": PUBLIC,
    "set_up.make": PUBLIC,
    "own.index": SIGNED_IN,
    "own.password": SIGNED_IN,
    "own.end_session": SIGNED_IN,
    "own.end_others": SIGNED_IN,
    "own.revoke_grant": SIGNED_IN,
    "notices.index": SIGNED_IN,
    "notices.follow": SIGNED_IN,
    "notices.read_all": SIGNED_IN,
    "keeping.index": "accounts.invite",
    "keeping.new": "accounts.invite",
    "keeping.create": "accounts.invite",
    "keeping.show": "accounts.invite",
    "keeping.link": "accounts.invite",
    "keeping.give_role": "accounts.invite",
    "keeping.end_role": "accounts.invite",
    "keeping.deactivate": "accounts.invite",
    "keeping.reactivate": "accounts.invite",
    "devices.index": "accounts.invite",
    "losses.index": "inspections.decide",
    "devices.revoke_grant": "accounts.invite",
    "devices.revoke_device": "accounts.manage",
    "devices.readmit_device": "accounts.manage",
    "audit.index": "audit.read",
    "audit.check": "audit.read",
    "rectification.index": "tasks.read",
    "rectification.mine": SIGNED_IN,  # one's own
    "rectification.of_person": SIGNED_IN,  # oneself, or people of sites whose tasks one may read
    "rectification.show": SIGNED_IN,  # the owner, or who may read tasks at the site
    "rectification.move": SIGNED_IN,  # by the table of lifecycle
    "rectification.photo": SIGNED_IN,
    "task_desk.board": "tasks.read",
    "task_desk.calendar": "tasks.read",
    "task_desk.figures": "tasks.read",
    "task_desk.on_the_spot": "tasks.read",
    "task_desk.assign": "tasks.assign",
    "task_desk.remind": "tasks.assign",
    "task_desk.postpone": "tasks.assign",
    "task_desk.save_view": "tasks.read",
    "task_desk.drop_view": SIGNED_IN,  # one's own
    "improvements.index": "tasks.read",
    "improvements.show": SIGNED_IN,  # the owner, or who may read tasks at the site
    "improvements.move": SIGNED_IN,  # by the table of improvements
    "improvements.open_by_hand": "tasks.assign",
    "task_rules.index": "settings.read",
    "task_rules.of_list": "settings.read",
    "task_rules.edit_everything": "rules.edit",
    "task_rules.edit_list": "rules.edit",
    "task_rules.edit_item": "rules.edit",
    "task_rules.edit_grade": "rules.edit",
    "task_rules.edit_figure": "rules.edit",
    "appraisals.index": "appraisals.read",
    "appraisals.show": "appraisals.read",
    "appraisals.confirm": "appraisals.confirm",
    "appraisals.own": SIGNED_IN,  # one's own record, nobody else's
    "appraisals.sign": SIGNED_IN,
    "appraisals.own_data": SIGNED_IN,  # one's own
    "appeals.new": SIGNED_IN,  # to what counts for oneself
    "appeals.make": SIGNED_IN,
    "appeals.index": "appeals.read",
    "appeals.show": SIGNED_IN,  # one's own, or of sites whose objections one reads
    "appeals.photo": SIGNED_IN,
    "appeals.withdraw": SIGNED_IN,
    "appeals.ask_hr": SIGNED_IN,
    "conduct.index": "conduct.read",
    "conduct.team": "conduct.raise",
    "conduct.give": "conduct.raise",
    "conduct.praise": "conduct.raise",
    "conduct.card": "conduct.raise",
    "conduct.show_card": SIGNED_IN,  # one's own, given by oneself, or of sites whose conduct one reads
    "conduct.second": "conduct.decide",
    "conduct.take_back": SIGNED_IN,
    "conduct.new": "conduct.raise",
    "conduct.report": "conduct.raise",
    "conduct.show_line": SIGNED_IN,
    "conduct.of_round": "inspections.read",
    "praise_list.index": SIGNED_IN,  # of where one works, or reads conduct
    "praise_list.choose": SIGNED_IN,  # oneself
    "conduct.hear": SIGNED_IN,
    "conduct.line_photo": SIGNED_IN,
    "conduct.praise_photo": SIGNED_IN,
    "red_line_desk.decide": "conduct.decide",
    "appeal_desk.decide": "appeals.read",  # who may is decided for each (appraisals/reviewers.py)
    "guests.index": SIGNED_IN,
    "guests.answer": SIGNED_IN,  # the one who is asked, nobody else
    "schemes.index": "appraisals.read",
    "schemes.make": "schemes.edit",
    "schemes.show": "appraisals.read",
    "schemes.edit": "schemes.edit",
    "schemes.publish": "schemes.edit",
    "schemes.witness": "appraisals.confirm",
    "schemes.open_": "schemes.edit",
    "schemes.own": SIGNED_IN,  # one's own
    "schemes.read": SIGNED_IN,
    "components.new": "cycles.manage",
    "components.template": "cycles.manage",
    "components.preview": "cycles.manage",
    "components.confirm": "cycles.manage",
    "appraisal_reports.appraisal_pdf": "appraisals.read",
    "appraisal_reports.own_appraisal_pdf": SIGNED_IN,  # one's own
    "appraisal_reports.payroll_xlsx": "cycles.manage",
    "appraisal_reports.batch": "cycles.manage",
    "appraisal_reports.begin_batch": "cycles.manage",
    "appraisal_reports.archive": "cycles.manage",
    "cycles.index": "appraisals.read",
    "cycles.make": "cycles.manage",
    "cycles.show": "appraisals.read",
    "cycles.move": "cycles.manage",
    "cycles.collect": "cycles.manage",
    "cycles.propose": "appraisals.confirm",
    "cycles.person": "appraisals.read",
    "cycles.step": "appraisals.read",  # each step asks for its own permission (api/appraisal_steps.py)
    "cycles.own": SIGNED_IN,  # one's own
    "cycles.sign": SIGNED_IN,
    "reports.inspection_pdf": "inspections.read",
    "reports.inspections_csv": "inspections.export",
    "reports.inspections_xlsx": "inspections.export",
    "reports.site_codes": "places.read",
    "reports.checklist_codes": "checklists.read",
    "reports.tasks_xlsx": "tasks.read",
    "reports.task_pdf": SIGNED_IN,  # whoever sees the task
    "reports.month_pdf": "appraisals.read",
    "reports.own_month_pdf": SIGNED_IN,  # one's own
    "pwa.app": PUBLIC,
    "pwa.worker": PUBLIC,
    "pwa.manifest_file": PUBLIC,
    "regions.index": "places.read",
    "regions.new": "places.edit",
    "regions.edit": "places.edit",
    "regions.close": "places.edit",
    "sites.index": "places.read",
    "sites.show": "places.read",
    "sites.new": "places.edit",
    "sites.edit": "places.edit",
    "sites.close": "places.edit",
    "sites.reopen": "places.edit",
    "sites.new_area": "places.edit",
    "sites.edit_area": "places.edit",
    "sites.use_area": "places.edit",
    "sites.new_shift": "places.edit",
    "sites.edit_shift": "places.edit",
    "sites.use_shift": "places.edit",
    "sites.attributes": "organisation.edit",
    "people.index": "people.read",
    "people.show": "people.read",
    "people.new": "people.edit",
    "people.edit": "people.edit",
    "people.move": "people.edit",
    "people.leave": "people.edit",
    "positions.index": "people.read",
    "positions.new": "positions.edit",
    "positions.edit": "positions.edit",
    "staff_import.new": "people.import",
    "staff_import.template": "people.import",
    "staff_import.preview": "people.import",
    "staff_import.confirm": "people.import",
    "duty.index": "duty.read",
    "duty.show": "duty.read",
    "duty.save": "duty.edit",
    "duty.copy": "duty.edit",
    "roster.on_shift_today": "duty.read",
    "roster.new": "roster.import",
    "roster.template": "roster.import",
    "roster.preview": "roster.import",
    "roster.confirm": "roster.import",
    "plans.index": "plans.read",
    "plans.show": "plans.read",
    "plans.new": "plans.edit",
    "plans.edit": "plans.edit",
    "plans.end": "plans.edit",
    "plans.excuse": "plans.edit",
    "plans.end_excuse": "plans.edit",
    "risk.index": "rounds.propose",
    "risk.accept": "rounds.propose",
    "severity.index": "fairness.read",
    "severity.mine": "inspections.conduct",  # one's own
    "severity.see": "inspections.conduct",  # one's own
    "severity.inspector": "fairness.read",
    "severity.method": SIGNED_IN,
    "severity.rounds": "fairness.read",
    "control_charts.index": "inspections.read",
    "calibration.index": "inspections.conduct",
    "calibration.new": "calibration.manage",
    "calibration.joint": "calibration.manage",
    "calibration.show": "inspections.conduct",  # who judges it or looks after it
    "calibration.judge": "inspections.conduct",
    "calibration.finish": "inspections.conduct",
    "calibration.close": "calibration.manage",
    "calibration.photo": "inspections.conduct",
    "adjusted.show": SIGNED_IN,  # one's own, or people whose appraisals one may read
    "feeds.show": "plans.read",
    "feeds.make": "plans.read",
    "feeds.end": "plans.read",
    "feeds.read": PUBLIC,  # to whoever knows the secret address
    "settings.index": "settings.read",
    "settings.edit": "organisation.edit",
    "channels.index": "channels.edit",
    "channels.new_bot": "channels.edit",
    "channels.new_app": "organisation.edit",
    "channels.test": "channels.edit",
    "channels.end": "channels.edit",
    "channels.retry": "organisation.edit",
    "channels.choices": SIGNED_IN,  # one's own
    "standards.index": "checklists.read",
    "standards.make": "checklists.publish",
    "standards.edit": "checklists.publish",
    "standards.retire": "checklists.publish",
    "standards.show": "checklists.read",
    "standards.service_blueprint": "checklists.read",
    "standard_results.show": "inspections.read",
    "checklists.index": "checklists.read",
    "checklists.show": "checklists.read",
    "checklists.export": "checklists.read",
    "checklists.new": "checklists.publish",
    "trial.show": "checklists.publish",
    "trial.document": "checklists.publish",
    "release.begin": "checklists.publish",
    "release.copy": "checklists.publish",
    "release.next_version": "checklists.publish",
    "release.review": "checklists.publish",
    "release.discard": "checklists.publish",
    "checklists.changes": "checklists.read",
    "release.retire": "checklists.publish",
    "release.bring_back": "checklists.publish",
    "editor.show": "checklists.publish",
    "editor.export": "checklists.publish",
    "editor.part": "checklists.publish",
    "editor.save": "checklists.publish",
    "editor.add_section": "checklists.publish",
    "editor.add_item": "checklists.publish",
    "editor.copy": "checklists.publish",
    "editor.remove": "checklists.publish",
    "editor.move": "checklists.publish",
    "editor.rename": "checklists.publish",
    "editor.undo": "checklists.publish",
    "plans.of_checklist": "plans.read",
    "inspections.unfinished": "inspections.read",
    "checklists.draft": "checklists.publish",
    "checklists.publish": "checklists.publish",
    "checklist_import.new": "checklists.publish",
    "checklist_import.blank": "checklists.publish",
    "checklist_import.preview": "checklists.publish",
    "checklist_import.take_in": "checklists.publish",
    "api.ping": PUBLIC,
    "discards.take": PUBLIC,  # to our own app, when a manager of the site answers for it by PIN or password
    "app_session.open": PUBLIC,  # to our own app only
    "app_session.close": DEVICE,
    "app_session.ticket": DEVICE,
    "api.bundle": DEVICE,
    "api.grants": DEVICE,
    "api.blob": DEVICE,
    "api.blob_state": DEVICE,
    "api.submission": DEVICE,
    "api.submission_status": DEVICE,
    "ledger.take": DEVICE,
    "commands.take": DEVICE,
    "drafts.index": DEVICE,
    "drafts.show": DEVICE,
    "drafts.keep": DEVICE,
    "drafts.hand_over": DEVICE,
    "drafts.forget": DEVICE,
    "drafts.photo": DEVICE,
    "shared.index": DEVICE,
    "shared.partners": DEVICE,
    "shared.share": DEVICE,
    "shared.call_off": DEVICE,
    "command_desk.show": "inspections.decide",
    "command_desk.decide": "inspections.decide",
    "inspections.index": "inspections.read",
    "inspections.show": "inspections.read",
    "inspections.trace": "inspections.read",
    "inspections.photo": SIGNED_IN,
    "inspections.thumb": SIGNED_IN,
    "corrections.index": "inspections.read",
    "corrections.new": "inspections.correct",
    "corrections.propose": "inspections.correct",
    "corrections.version": "inspections.read",
    "corrections.show": "inspections.read",
    "corrections.decide": "inspections.decide",
    "insights.today": "inspections.read",
    "held.index": "inspections.decide",
    "held.show": "inspections.decide",
    "held.decide": "inspections.decide",
    "parcels.new": "inspections.decide",
    "parcels.take": "inspections.decide",
    "mystery.index": "mystery.manage",
    "mystery.new": "mystery.manage",
    "mystery.show": "mystery.manage",
    "mystery.edit": "mystery.manage",
    "mystery.copy": "mystery.manage",
    "mystery.put": "mystery.manage",
    "mystery.refill": "mystery.manage",
    "mystery_bulk.propose": "mystery.manage",
    "mystery_bulk.assign": "mystery.manage",
    "mystery_bulk.choose": "mystery.manage",
    "mystery_bulk.give": "mystery.manage",
    "mystery_bulk.send": "mystery.manage",
    "mystery_bulk.send_letters": "mystery.manage",
    "mystery_release.release": "mystery.manage",
    "mystery_visits.show": "mystery.manage",
    "mystery_visits.assign": "mystery.manage",
    "mystery_visits.make_link": "mystery.manage",
    "mystery_visits.send_link": "mystery.manage",
    "mystery_visits.end_link": "mystery.manage",
    "mystery_visits.correct": "mystery.manage",
    "mystery_visits.decide": "mystery.manage",
    "mystery_visits.photo": "mystery.manage",
    "visit_reports.visit_pdf": "mystery.manage",
    "visit_reports.campaign_pdf": "mystery.manage",
    "visit_reports.campaign_xlsx": "mystery.manage",
    "visit_reports.guests_pdf": "inspections.read",
    "attributions.show": "mystery.manage",
    "attributions.put_right": "mystery.manage",
    "attributions.review": "mystery.manage",
    "mystery_results.index": "inspections.read",
    "mystery_results.show": "inspections.read",
    "mystery_results.question": "inspections.read",
    "mystery_results.objections": "inspections.read",
    "mystery_appeals.decide": "mystery.manage",
    "agencies.index": "mystery.manage",
    "agencies.new": "mystery.manage",
    "agencies.show": "mystery.manage",
    "agencies.edit": "mystery.manage",
    "agencies.put": "mystery.manage",
    "agencies.open_account": "mystery.manage",
    "agencies.link": "mystery.manage",
    "agencies.shut_account": "mystery.manage",
    "agencies.call_back": "mystery.manage",
    "visit_import.new": "mystery.manage",
    "visit_import.template": "mystery.manage",
    "visit_import.preview": "mystery.manage",
    "visit_import.confirm": "mystery.manage",
    "agency_reports.visits_xlsx": "mystery.manage",
    "agency_reports.own_visits_xlsx": "agency.visits",
    "agency_own.index": "agency.visits",
    "own_visit_import.new": "agency.visits",
    "own_visit_import.template": "agency.visits",
    "own_visit_import.preview": "agency.visits",
    "own_visit_import.confirm": "agency.visits",
    "shopper_import.new": "mystery.manage",
    "shopper_import.template": "mystery.manage",
    "shopper_import.preview": "mystery.manage",
    "shopper_import.confirm": "mystery.manage",
    "shoppers.index": "mystery.manage",
    "shoppers.seen_by": "mystery.manage",
    "shoppers.new": "mystery.manage",
    "shoppers.edit": "mystery.manage",
    "visits.page": PUBLIC,  # the shopper's: the same page for everybody
    "visits.open": PUBLIC,  # to our own page only, with the secret of a link
    "visits.show": PUBLIC,  # these ask for the cookie of one visit (api/visit_routes.py)
    "visits.step": PUBLIC,
    "visits.draft": PUBLIC,
    "visits.photo": PUBLIC,
    "visits.report": PUBLIC,
    "plain_visits.open": PUBLIC,  # the same for a browser without scripts (api/plain_visit_routes.py)
    "plain_visits.show": PUBLIC,
    "plain_visits.step": PUBLIC,
    "plain_visits.answer": PUBLIC,
    "plain_visits.report": PUBLIC,
}


@dataclass(frozen=True, slots=True)
class Role:
    """One role held, and the sites under its scope; None = every site of the organisation."""

    name: str
    site_ids: frozenset[int] | None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: an active account with the roles it holds at this moment.

    staff_id: the staff member this account belongs to, None when it belongs to none. grant_id: set when only a capture grant speaks
    for the account; then nothing may be read. zone: IANA name of the clock that pages without a site show.
    """

    account_id: int
    name: str
    language: str | None
    staff_id: int | None
    roles: tuple[Role, ...]
    grant_id: str | None = None
    zone: str = "Asia/Shanghai"

    @property
    def is_outside(self) -> bool:
        """Whether nothing but a role for strangers of the house is held: such an account opens no door of devices."""
        return bool(self.roles) and self.role_names <= OUTSIDE

    @property
    def role_names(self) -> frozenset[str]:
        """The names of the roles held anywhere."""
        return frozenset(role.name for role in self.roles)

    def sites(self, permission: str) -> frozenset[int] | None:
        """The ids of the sites in which a permission holds; None = all, empty = nowhere. Raises KeyError for an unknown permission."""
        roles = PERMISSIONS[permission]
        found: set[int] = set()
        for role in self.roles:
            if role.name in roles:
                if role.site_ids is None:
                    return None
                found |= role.site_ids
        return frozenset(found)

    def only_at(self, site_ids: frozenset[int]) -> Actor:
        """The same person with every role narrowed to some sites, as a capture grant may be."""
        roles = tuple(Role(r.name, site_ids if r.site_ids is None else r.site_ids & site_ids) for r in self.roles)
        return replace(self, roles=roles)

    def may(self, permission: str, site_id: int | None = None) -> bool:
        """Whether a permission holds at a site, or, without one, anywhere."""
        sites = self.sites(permission)
        if sites is None:
            return True
        return bool(sites) if site_id is None else site_id in sites


def scoped(statement: Select[Any], site_column: Any, actor: Actor, permission: str) -> Select[Any]:
    """Narrow a select to the sites where the actor holds a permission; every query about a site goes through here."""
    return statement.where(within(site_column, actor.sites(permission)))


def within(site_column: Any, site_ids: Iterable[int] | None) -> ColumnElement[bool]:
    """The condition that a column names one of the sites; None = no condition."""
    if site_ids is None:
        return true()
    ids = sorted(site_ids)
    return site_column.in_(ids) if ids else false()
