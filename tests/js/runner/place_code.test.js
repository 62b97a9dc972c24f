import assert from "node:assert/strict";
import { test } from "node:test";
import { readCode, resolve, startAddress } from "../../../inspector/static/js/runner/place_code.js";

const HERE = "https://inspector.example";
const BUNDLE = {
  sites: [
    { id: 1, name: "Garden", checklists: ["quick-round", "closing"], areas: [{ id: 3, name: "Hall", tables: ["A5", "A6"] }, { id: 4, name: "Kitchen", tables: [] }] },
    { id: 2, name: "Harbour", checklists: ["closing"], areas: [] },
  ],
  checklists: [{ id: "quick-round" }, { id: "closing" }, { id: "car-wash" }],
};
const round = (words, site = 1) => {
  const code = readCode(words, HERE);
  const found = code.problem ? code : resolve(code, BUNDLE, site);
  return found.problem ?? (found.checklist ? startAddress(found, found.checklist) : `choose of ${found.lists.map((one) => one.id)} at ${[found.site.id, found.area?.id, found.table]}`);
};

test("a code with place and list leads straight to the start of that round", () => {
  assert.equal(round(`${HERE}/app#/start/quick-round?site=1&area=3&table=A5`), "#/start/quick-round?site=1&area=3&table=A5");
  assert.equal(round("1-3-A5/quick-round"), "#/start/quick-round?site=1&area=3&table=A5");
  assert.equal(round(" 1/closing "), "#/start/closing?site=1");
});

test("a code without a list offers those of the place, or goes on when there is just one", () => {
  assert.equal(round(`${HERE}/app#/start/?site=1&area=4`), "choose of quick-round,closing at 1,4,");
  assert.equal(round(`${HERE}/app#/start/?site=1&table=A6`), "choose of quick-round,closing at 1,3,A6");
  assert.equal(round("2"), "#/start/closing?site=2");
});

test("a list without a place starts where the device is", () => {
  assert.equal(round(`${HERE}/app#/start/closing`, 2), "#/start/closing?site=2");
  assert.equal(round("/closing", null), "#/start/closing?site=1");
});

test("what is not ours, not here or gone is told and never followed", () => {
  assert.deepEqual(readCode("https://elsewhere.example/app#/start/quick-round?site=1", HERE), { problem: "foreign", host: "elsewhere.example" });
  for (const words of ["", "WIFI:S:guest;;", `${HERE}/login`, `${HERE}/app#/sync`, "javascript:alert(1)", "hello there", "https://"]) assert.equal(readCode(words, HERE).problem, "unknown", words);
  assert.equal(round("9"), "not_yours");
  assert.equal(round("1-7"), "place_gone");
  assert.equal(round("1-3-Z9"), "place_gone");
  assert.equal(round("1/car-wash"), "list_gone");
  assert.equal(round("1/no-such-list"), "list_gone");
  assert.deepEqual(resolve({ site: 1, area: null, table: null, checklist: null }, null, 1), { problem: "no_data" });
});
