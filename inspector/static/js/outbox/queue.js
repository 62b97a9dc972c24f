// The order of the waiting records and what becomes of each after a try. Decides only.

import { waitSeconds } from "./judgement.js";

/** Records whose time has come, oldest first. */
export function due(records, now) {
  return records.filter((record) => record.state === "waiting" && record.next_at <= now);
}

/** Milliseconds until the next record is due, or null when none waits. */
export function pause(records, now) {
  const times = records.filter((record) => record.state === "waiting").map((record) => record.next_at);
  return times.length ? Math.max(0, Math.min(...times) - now) : null;
}

/** The record after a try that was not acknowledged. It always stays; without a sign-in it stops until there is one. */
export function after(record, judgement, now, random = Math.random) {
  if (judgement.verdict === "attention") return { ...record, state: "attention", problem: judgement.problem };
  const attempts = record.attempts + 1;
  if (judgement.verdict === "signed_out") return { ...record, state: "waiting", attempts, next_at: Infinity, problem: { code: "signed_out", message: "" } };
  const wait = waitSeconds(attempts, judgement.retryAfter, random);
  const problem = judgement.problem ?? { code: judgement.verdict, message: "" };
  return { ...record, state: "waiting", attempts, next_at: now + wait * 1000, problem };
}

/** Ask again now, whatever was said before; also for a record that needs attention. */
export function again(record) {
  return { ...record, state: "waiting", next_at: 0 };
}

/** One of the five states a person is shown. */
export function shownState(record, sendingId) {
  if (record.state === "acknowledged") return "on_server";
  if (record.state === "attention") return "attention";
  return record.id === sendingId ? "sending" : "waiting";
}

/** The one chip that stands on every screen. */
export function summary(records, { sending, online, signedOut }) {
  const waiting = records.filter((record) => record.state === "waiting").length;
  const attention = records.length - waiting;
  if (attention) return { tone: "attention", waiting, attention };
  if (signedOut) return { tone: "signed_out", waiting, attention };
  if (!waiting) return { tone: online ? "clear" : "offline", waiting, attention };
  return { tone: sending ? "sending" : online ? "waiting" : "offline", waiting, attention };
}
