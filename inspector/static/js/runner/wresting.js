// Takes a round from another tab of this device: that tab is asked to write what it has; one that does not answer is not waited for.

import { askForRound } from "./live.js";

const PATIENCE_MILLISECONDS = 3_000;

/** Resolves when the round is free for this tab. */
export async function wrest(id) {
  if (!navigator.locks) return;
  askForRound(id);
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(), PATIENCE_MILLISECONDS);
  const isFree = await navigator.locks.request(`draft:${id}`, { signal: waiting.signal }, () => true).catch(() => false);
  clearTimeout(timer);
  if (!isFree) await navigator.locks.request(`draft:${id}`, { steal: true }, () => true);
}
