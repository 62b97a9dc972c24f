import assert from "node:assert/strict";
import { test } from "node:test";
import { answeredIn, begunOf, laterHalf, ofDraft, partOf } from "../../../inspector/static/js/runner/pairing.js";
import { planOf } from "../../../inspector/static/js/runner/standing.js";
import { submissionOf } from "../../../inspector/static/js/runner/submission.js";

const item = (id) => ({ id, type: "verdict", ask: { en: id } });
const DOCUMENT = { id: "list", sections: ["hall", "kitchen", "toilets"].map((id) => ({ id, title: { en: id }, items: [item(`${id}-1`), item(`${id}-2`)] })) };
const answered = { for: null, state: "answered", value: "pass", reason: null, photos: [] };
const DRAFT = {
  id: "d1", checklist_id: "list", checklist_version: "sha256:1", title: { en: "List" }, site: { id: 1, attributes: [] }, author: { id: 5 }, started_at: "2026-11-26T10:00:00.000+08:00",
  subjects: { staff: ["staff:7"], area: [], table: [] }, duty: [], names: {}, open_findings: [{ task: 3 }], follow_ups: { 3: { verdict: "improved" } }, praise: [{ staff: "staff:7" }], comment: "mine", photos: [{ slot: "s", key: "hall-1|" }],
  undo: [{}], timers: { x: 1 }, answers: { "hall-1|": answered, "kitchen-1|": answered, "toilets-1|": { state: "na", reason: "exempt", for: null } }, active_seconds: 90, paused_seconds: 5, paused_at: null, place: { section: "hall" },
};
const LINE = { id: "d1", owner: "Gao", sections: ["toilets"], begun: begunOf(DRAFT) };

test("an unshared round has all sections, a shared one its inspector's", () => {
  assert.equal(ofDraft(DOCUMENT, DRAFT), DOCUMENT);
  const shared = { ...DRAFT, shared: { id: "d1", sections: ["hall", "kitchen"], with: "Lin" } };
  assert.deepEqual(ofDraft(DOCUMENT, shared).sections.map((section) => section.id), ["hall", "kitchen"]);
  assert.deepEqual([planOf(DOCUMENT, shared).done, planOf(DOCUMENT, shared).total], [2, 4]);
});

test("the later half is proposed for the second inspector, and never everything", () => {
  assert.deepEqual(laterHalf(DOCUMENT), ["toilets"]);
  assert.deepEqual(laterHalf({ sections: DOCUMENT.sections.slice(0, 1) }), []);
});

test("the second inspector begins with place and people, and with nothing that the first one tapped", () => {
  const part = partOf(LINE, { id: "d2", author: { id: 9 }, at: "2026-11-26T10:05:00.000+08:00" });
  assert.deepEqual([part.id, part.author.id, part.shared], ["d2", 9, { id: "d1", sections: ["toilets"], with: "Gao" }]);
  assert.deepEqual(Object.keys(part.answers), ["toilets-1|"], "who is excused stays excused");
  assert.deepEqual([part.photos, part.praise, part.follow_ups, part.open_findings, part.undo, part.comment, part.active_seconds], [[], [], {}, [], [], "", 0]);
  assert.deepEqual(part.subjects, DRAFT.subjects);
});

test("a part says of which round it is, and holds only its own sections", () => {
  const shared = { ...DRAFT, photos: [], shared: { id: "d1", sections: ["kitchen"], with: "Lin" } };
  const sent = submissionOf(ofDraft(DOCUMENT, shared), shared, { isVisible: () => true, submittedAt: "t", client: {}, grantId: null });
  assert.equal(sent.round_id, "d1");
  assert.deepEqual(sent.answers.map((answer) => answer.item), ["kitchen-1"]);
  const alone = submissionOf(DOCUMENT, { ...DRAFT, photos: [] }, { isVisible: () => true, submittedAt: "t", client: {}, grantId: null });
  assert.equal(alone.round_id, null);
});

test("whoever gives a section away is told how much of it was answered", () => {
  assert.equal(answeredIn(DOCUMENT, DRAFT, ["kitchen", "toilets"]), 1);
});
