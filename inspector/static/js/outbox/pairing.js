// Sharing a round with a second inspector, and the rounds that wait for this person as the second one. Fetched on demand.

import { ask } from "./server.js";

/** Who else may inspect at a site: [{id, name}]. Rejects without a network. */
export async function partners(siteId, request = ask) {
  const answer = await request(`/device/rounds/partners?site=${siteId}`);
  if (answer.status !== 200) throw new Error("nobody was named");
  return answer.body.partners;
}

/** @returns {Promise<boolean>} false when it is too late, because a part has come already; rejects when it could not be said */
export async function share(roundId, { partnerId, own, theirs, begun }, request = ask) {
  const body = JSON.stringify({ partner_id: partnerId, own, theirs, begun });
  return done(await request(`/device/rounds/${roundId}`, { method: "PUT", body, type: "application/json" }));
}

/** The same answers for walking alone after all. */
export async function callOff(roundId, request = ask) {
  return done(await request(`/device/rounds/${roundId}`, { method: "DELETE" }));
}

/** Rounds that wait for this person as the second inspector. */
export async function waitingParts(request = ask) {
  const answer = await request("/device/rounds");
  return answer.status === 200 ? answer.body.rounds : [];
}

function done(answer) {
  if (answer.status === 200) return true;
  if (answer.status === 409) return false;
  throw new Error(`not shared: ${answer.status}`);
}
