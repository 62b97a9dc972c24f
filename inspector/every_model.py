"""Imports every model, so that migrations and tests see the whole schema."""

from inspector.accounts import models as accounts
from inspector.appraisals import appeal_models, conduct_models, cycle_models, looking_models, scheme_models
from inspector.appraisals import models as appraisals
from inspector.audit import models as audit
from inspector.checklists import models as checklists
from inspector.fairness import models as fairness
from inspector.inspections import models as inspections
from inspector.jobs import models as jobs
from inspector.media import models as media
from inspector.mystery import agency_models, report_models
from inspector.mystery import looking_models as mystery_looking
from inspector.mystery import models as mystery
from inspector.notices import models as notices
from inspector.plans import models as plans
from inspector.rectification import desk_models as rectification_desk
from inspector.rectification import improvement_models, rule_models
from inspector.rectification import models as rectification
from inspector.sites import models as sites

ALL = (
    accounts, agency_models, appeal_models, appraisals, audit, checklists, conduct_models, cycle_models, fairness, improvement_models,
    inspections, jobs, looking_models, media, mystery, mystery_looking, notices, plans, rectification, rectification_desk, report_models,
    rule_models, scheme_models, sites,
)  # fmt: skip
