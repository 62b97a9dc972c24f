import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../inspector/", import.meta.url));
const SCRIPTS = join(ROOT, "static/js");
const FLOORS = { lib: [], store: ["lib"], outbox: ["lib", "store"], install: ["lib"], worker: [], runner: ["lib", "store", "install", "vendor"], visit: ["lib", "runner", "vendor"], wiring: ["lib", "store", "outbox", "runner", "vendor"] };

function imports(file) {
  return [...readFileSync(file, "utf8").matchAll(/^(?:import|export)\s[^;]*?from\s+"(\.[^"]+)"/gm)].map(([, path]) => normalize(join(dirname(file), path)));
}

function reachable(file, seen = new Set()) {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const next of imports(file)) reachable(next, seen);
  return seen;
}

test("the shell asks for one script, which brings all that the first screens need", () => {
  const page = readFileSync(join(ROOT, "templates/pwa/app.html"), "utf8");
  assert.deepEqual([...page.matchAll(/<script[^>]*asset\('([^']+)'\)/g)].map(([, name]) => name), ["js/runner.js"]);
  assert.doesNotMatch(page, /modulepreload/); // what is merged into that one script would be fetched twice
});

test("what is fetched on demand is no part of the first script", () => {
  const atOnce = [...reachable(join(SCRIPTS, "runner.js"))].map((file) => file.slice(SCRIPTS.length + 1, -3));
  for (const later of ["photography", "screens/evidence_actions", "screens/signature", "screens/sort", "screens/review", "views/evidence_sheets"]) assert.ok(!atOnce.includes(`runner/${later}`), later);
});

test("the shell holds nothing inline and nobody's data", () => {
  const page = readFileSync(join(ROOT, "templates/pwa/app.html"), "utf8");
  assert.doesNotMatch(page, /<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/);
  assert.deepEqual([...page.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name).filter((name) => name !== "asset"), []);
});

test("modules stand on their floors: store below runner and outbox, which are strangers and meet in the wiring; the worker stands alone", () => {
  for (const [floor, below] of Object.entries(FLOORS)) {
    for (const name of readdirSync(join(SCRIPTS, floor), { recursive: true }).filter((entry) => entry.endsWith(".js"))) {
      for (const target of imports(join(SCRIPTS, floor, name))) {
        const [first] = target.slice(SCRIPTS.length + 1).split("/");
        assert.ok(first === floor || below.includes(first) || (floor === "store" && first === "vendor"), `${floor}/${name} imports ${target.slice(SCRIPTS.length + 1)}`);
      }
    }
  }
});

test("modules that decide touch neither page nor network", () => {
  for (const name of ["answering", "cells", "changes", "plan", "reinspection", "said", "standing", "starting", "submission", "photo_file", "footer", "sorting", "marks", "place_code"]) {
    const code = readFileSync(join(SCRIPTS, "runner", `${name}.js`), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    assert.doesNotMatch(code, /\b(window|fetch|navigator|localStorage|indexedDB|lit-html)\b/, name);
  }
});
