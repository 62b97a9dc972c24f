/** The score of a filled checklist as the device previews it; the server's figure is the record. Same vectors, same strings. */

import { compare, fixed, rational } from "../lib/rational.js";
import { prepare } from "./scoring/checklist.js";
import { countStates, observationOf, observedPercent } from "./scoring/counts.js";
import { faultsOf } from "./scoring/faults.js";
import { finish, gradeOf, verdictOf } from "./scoring/grades.js";
import { pooledBy, sectionResult, shownCounts, shownFigure, shownPercent, shownScore, subjectResults } from "./scoring/result.js";
import { evaluate } from "./scoring/policies.js";
import { figuresOf, rollUp } from "./scoring/rollup.js";
import { traceOf } from "./scoring/trace.js";

const ENGINE = 1;

/**
 * Score one filled checklist. Never refuses: an answer with a fault (see `faults`) counts as unanswered.
 * @param {object} document canonical checklist (numbers as decimal strings, durations in seconds)
 * @param {object} sheet {subjects, site, answers: [{item, for, state, value}]}
 * @param {string|null} version the SHA-256 the document was published under
 * @returns {object} the Score: percents 0-100 as strings, null where nothing is applicable
 */
export function score(document, sheet, version = null) {
  const evaluation = evaluate(document, sheet);
  const { settings, sections, instances } = evaluation;
  const figures = figuresOf(evaluation, false);
  const finals = figuresOf(evaluation, true);
  const total = rollUp(figures, settings);
  const failed = instances.filter(({ isFailed }) => isFailed);
  const missing = settings.unanswered === "block" ? unanswered(instances) : [];
  const observed = observedPercent(instances);
  const final = finish(rollUp(finals, settings), failed, settings);
  const verdict = verdictOf(final.score, failed, instances, missing.length > 0 || !isEnough(observed, settings), settings);
  const grade = missing.length ? null : gradeOf(final.score, failed, instances, settings);
  return {
    score: shownScore(final.score, settings),
    ...shownFigure(total, settings),
    final_percent: shownPercent(final.finalPercent, settings),
    ...shownCounts(instances, settings),
    unseen: countStates(instances).unseen,
    missing,
    failures: failed.map(place),
    verdict: verdict.verdict,
    grade,
    sections: Object.fromEntries(sections.map((section, at) => [section.plan.id, sectionResult(section, figures[at], finals[at], settings)])),
    subjects: subjectResults(instances, settings),
    groups: Object.fromEntries(Object.entries(total.groups).map(([name, figure]) => [name, shownFigure(figure, settings)])),
    dimensions: pooledBy("dimension", instances, settings),
    factors: pooledBy("factor", instances, settings),
    trace: traceOf({ instances, figures, total, failed, observed, score: final.score, grade, verdict, settings }),
    engine: ENGINE,
    version,
  };
}

/** What is wrong with the answers: [{code, item, for}], empty when all can be scored as they are. */
export function faults(document, sheet) {
  return faultsOf(prepare(document), sheet).map(({ code, item, for: subject }) => ({ code, item, for: subject }));
}

/** The visible instances as [item, subject], in written order; subject null outside repeated sections. */
export function visible(document, sheet) {
  return evaluate(document, sheet).instances.map(place);
}

/** Required instances without an answer as [item, subject], whatever the checklist's policy does with them. */
export function missing(document, sheet) {
  return unanswered(evaluate(document, sheet).instances);
}

/**
 * How far a sheet is filled.
 * @returns {{sections: Object<string, {done: number, total: number, missing: number}>,
 *   observations: {item: string, for: string|null, observed: string, needed: string}[],
 *   observed: string|null, isObserved: boolean}} counts of visible instances a person answers;
 *   observed: percent of the needed observations, isObserved: enough of them for a verdict
 */
export function progress(document, sheet) {
  const { settings, sections, instances } = evaluate(document, sheet);
  const observed = observedPercent(instances);
  return {
    sections: Object.fromEntries(sections.map(({ plan, instances: own }) => [plan.id, sectionProgress(own)])),
    observations: instances.flatMap((instance) => {
      const seen = observationOf(instance);
      return seen ? [{ item: instance.item.id, for: instance.subject, observed: fixed(seen.seen, 0), needed: fixed(seen.needed, 0) }] : [];
    }),
    observed: observed && fixed(observed, settings.decimals),
    isObserved: isEnough(observed, settings),
  };
}

const isEnough = (observed, settings) => observed === null || compare(observed, rational(settings.observed_from)) >= 0;

function sectionProgress(instances) {
  const asked = instances.filter(({ item }) => item.type !== "all_of" && item.type !== "instruction");
  const done = asked.filter(({ state }) => state !== "unanswered").length;
  return { done, total: asked.length, missing: unanswered(asked).length };
}

const place = ({ item, subject }) => [item.id, subject];
const unanswered = (instances) => instances.filter(({ isMissing }) => isMissing).map(place);
