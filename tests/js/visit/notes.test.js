import assert from "node:assert/strict";
import { test } from "node:test";

import { obstaclesOf } from "../../../inspector/static/js/visit/missing.js";
import { arrivalOf, newDraft, newer, phaseOf, recovered, recoveryOf, reportOf, revised, withServed } from "../../../inspector/static/js/visit/notes.js";

const AT = "2026-11-12T19:37:11.000+08:00";
const DOCUMENT = { id: "ms", sections: [{ id: "one", items: [{ id: "arrived", type: "datetime" }, { id: "greeted", type: "verdict" }] }] };
const TOLD = {
  visit: 7, state: "open", is_brief_read: true, is_attested: true, site: { id: 3, name: "Garden", timezone: "Asia/Shanghai", attributes: ["hall"] },
  checklist: { id: "ms", version: "sha256:1", document: DOCUMENT },
};
const greeted = { for: null, state: "answered", value: "pass", reason: null, at: AT, bulk: false, note: null, cause: null, corrected: false, reminded: false };

test("brief, then declaration, then form; delivered shows the receipt", () => {
  assert.equal(phaseOf({ ...TOLD, is_brief_read: false, is_attested: false }), "brief");
  assert.equal(phaseOf({ ...TOLD, is_attested: false }), "attest");
  assert.equal(phaseOf(TOLD), "form");
  assert.equal(phaseOf({ ...TOLD, state: "delivered", receipt: { code: "AAAA-BBBB" } }), "receipt");
  assert.equal(phaseOf({ ...TOLD, state: "delivered", receipt: null }), "form", "a report whose photos are not all there is sent again");
});

test("of two drafts the one written to last goes on", () => {
  assert.equal(newer({ edited: 2 }, { edited: 1 }).edited, 2);
  assert.equal(newer({ edited: 1 }, { edited: 2 }).edited, 2);
  assert.equal(newer(undefined, { edited: 1 }).edited, 1);
  assert.equal(newer(undefined, null), null);
});

test("a report names nobody and is of the line mystery", () => {
  const draft = { ...newDraft(TOLD, AT), answers: { "greeted|": greeted } };
  const report = reportOf(TOLD, draft, { isVisible: () => true, build: "x" });
  assert.deepEqual([report.line, report.author_id, report.subjects, report.duty, report.site], ["mystery", 0, {}, [], { has: ["hall"] }]);
  assert.deepEqual(report.answers, [{ item: "greeted", ...greeted, photos: [] }]);
});

test("asked again, what was sent stands there under a new number", () => {
  const sent = { id: "old", started_at: AT, comment: null, answers: [{ item: "greeted", ...greeted, photos: [] }], attachments: [{ slot: "s", item: "proof", for: null, sha256: "a" }] };
  const draft = revised({ ...TOLD, sent });
  assert.notEqual(draft.id, "old");
  assert.deepEqual(draft.answers, { "greeted|": greeted });
  assert.deepEqual(draft.photos, [{ slot: "s", sha256: "a", key: "proof|" }]);
  assert.equal(draft.started_at, AT);
});

test("the recovery text brings answers back, and only to its own visit", () => {
  const draft = { ...newDraft(TOLD, AT), answers: { "greeted|": greeted } };
  const words = recoveryOf(TOLD, draft);
  assert.deepEqual(recovered(TOLD, ` ${words}\n`, newDraft(TOLD, AT)).answers, draft.answers);
  assert.equal(recovered({ ...TOLD, visit: 8 }, words, draft), null);
  assert.equal(recovered(TOLD, "hello", draft), null);
});

test("the moment of arrival is asked by the form or by the page, and nothing is sent without it", () => {
  assert.equal(arrivalOf(DOCUMENT), "arrived");
  assert.equal(arrivalOf({ sections: [{ items: [{ id: "greeted", type: "verdict" }] }] }), null);
  assert.deepEqual(obstaclesOf({ cells: [] }, { arrived: false }), ["arrival"]);
  assert.deepEqual(obstaclesOf({ cells: [] }, { arrived: true }), []);
});

test("whom the guest met goes along by role and badge, and comes back when it is asked again", () => {
  const served = withServed(withServed(withServed(undefined, "one", { role: "waiter" }), "one", { badge: "7" }), null, { table: "A5" });
  assert.deepEqual(served, { table: "A5", met: { one: { role: "waiter", badge: "7" } } });
  const report = reportOf(TOLD, { ...newDraft(TOLD, AT), served }, { isVisible: () => true, build: "x" });
  assert.deepEqual(revised({ ...TOLD, sent: report }).served, served);
});
