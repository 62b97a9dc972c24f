import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../inspector/", import.meta.url));
const SCRIPTS = join(ROOT, "static/js");
const FLOORS = { lib: [], store: ["lib"], outbox: ["lib", "store"], runner: ["lib", "store", "vendor"] };

function imports(file) {
  return [...readFileSync(file, "utf8").matchAll(/^(?:import|export)\s[^;]*?from\s+"(\.[^"]+)"/gm)].map(([, path]) => normalize(join(dirname(file), path)));
}

test("the shell asks for one script, which brings all that the first screens need", () => {
  const page = readFileSync(join(ROOT, "templates/pwa/app.html"), "utf8");
  assert.deepEqual([...page.matchAll(/<script[^>]*asset\('([^']+)'\)/g)].map(([, name]) => name), ["js/runner.js"]);
  assert.doesNotMatch(page, /modulepreload/); // what is merged into that one script would be fetched twice
});

test("the shell holds nothing inline and nobody's data", () => {
  const page = readFileSync(join(ROOT, "templates/pwa/app.html"), "utf8");
  assert.doesNotMatch(page, /<style|style=|\son\w+=|<script(?![^>]*\ssrc=)/);
  assert.deepEqual([...page.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name).filter((name) => name !== "asset"), []);
});

test("modules stand on their floors: store below runner and outbox, which are strangers", () => {
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
  for (const name of ["answering", "cells", "changes", "plan", "standing", "starting", "submission", "photo_file", "footer", "sorting"]) {
    const code = readFileSync(join(SCRIPTS, "runner", `${name}.js`), "utf8").replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    assert.doesNotMatch(code, /\b(window|fetch|navigator|localStorage|indexedDB|lit-html)\b/, name);
  }
});
