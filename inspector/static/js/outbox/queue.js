// The order of the waiting records and what becomes of each after a try. Decides only.

import { waitSeconds } from "./judgement.js";

/** Reasons that lie in the network: they are gone the moment the server is reached again. */
const OF_THE_NETWORK = new Set(["no_network", "not_ours"]);

/** No try is put off for longer; a time further away was written by a clock that has been set back since. */
const LONGEST_PAUSE_MILLISECONDS = 3_700_000;

/** Records whose time has come: the words of all before the photos of any, oldest first. */
export function due(records, now) {
  return records.filter((record) => record.state === "waiting" && isDue(record, now))
    .sort((one, other) => Number(Boolean(one.missing)) - Number(Boolean(other.missing)) || one.added_at - other.added_at);
}

/** Milliseconds until the next record is due, or null when none waits. */
export function pause(records, now) {
  const times = records.filter((record) => record.state === "waiting").map((record) => record.next_at);
  return times.length ? Math.max(0, Math.min(...times) - now) : null;
}

function isDue({ next_at: at }, now) {
  return at <= now || (at > now + LONGEST_PAUSE_MILLISECONDS && at !== Infinity);
}

/** The record after a try that was not acknowledged. It always stays; without a sign-in it stops until there is one. */
export function after(record, judgement, now, random = Math.random) {
  if (judgement.verdict === "attention") return { ...record, state: "attention", problem: judgement.problem };
  const attempts = record.attempts + 1;
  if (judgement.verdict === "signed_out") return { ...record, state: "waiting", attempts, next_at: Infinity, problem: { code: "signed_out", message: "" } };
  const wait = waitSeconds(attempts, judgement.retryAfter, random, now);
  const problem = judgement.problem ?? { code: judgement.verdict, message: "" };
  return { ...record, state: "waiting", attempts, next_at: now + wait * 1000, problem };
}

/** The words are with the server; these photos it has not. */
export function wordsArrived(record, missing) {
  const photos = record.photos.map((photo) => ({ ...photo, sent: !missing.includes(photo.sha256) }));
  return { ...record, missing, photos, problem: null, next_at: 0 };
}

/** Ask again now, whatever was said before; also for a record that needs attention. */
export function again(record) {
  return { ...record, state: "waiting", next_at: 0 };
}

/** Whether a record waits only because there was no way to the server. */
export function waitsForNetwork(record) {
  return record.state === "waiting" && OF_THE_NETWORK.has(record.problem?.code);
}

/** One of the five states a person is shown. */
export function shownState(record, sendingId) {
  if (record.state === "acknowledged") return "on_server";
  if (record.state === "attention") return "attention";
  return record.id === sendingId ? "sending" : "waiting";
}

/** The same five for one photo of a record. progress: {sha256: bytes that have left} of what is under way */
export function shownPhotoState(record, photo, progress) {
  if (record.state === "acknowledged" || photo.sent) return "on_server";
  if (photo.problem) return "attention";
  return progress.has(photo.sha256) ? "sending" : "waiting";
}

/** The one chip that stands on every screen. */
export function summary(records, { sending, online, signedOut, captive = false }) {
  const waiting = records.filter((record) => record.state === "waiting").length;
  const attention = records.length - waiting;
  if (captive) return { tone: "captive", waiting, attention };
  if (attention) return { tone: "attention", waiting, attention };
  if (signedOut) return { tone: "signed_out", waiting, attention };
  if (!waiting) return { tone: online ? "clear" : "offline", waiting, attention };
  return { tone: sending ? "sending" : online ? "waiting" : "offline", waiting, attention };
}
