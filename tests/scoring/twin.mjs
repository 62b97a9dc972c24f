/** Scores cases from standard input, one JSON a line, for the comparison with the engine (test_twin.py). */

import { createInterface } from "node:readline";

import { faults, score } from "../../inspector/static/js/runner/scoring.js";

for await (const line of createInterface({ input: process.stdin })) {
  const { document, sheet, version } = JSON.parse(line);
  const found = faults(document, sheet);
  const outcome = found.length ? { error: found } : score(document, sheet, version);
  process.stdout.write(`${JSON.stringify(outcome)}\n`);
}
