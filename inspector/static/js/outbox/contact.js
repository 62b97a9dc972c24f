// One look at whether our server is there. It decides about "offline", not the browser's own flag, which knows only of a cable.

import { ask } from "./server.js";

/** @returns {Promise<{reach: "reached"|"captive"|"away", epoch?, skew?, minWire?, build?, revoked?}>} skew: server minus device, milliseconds */
export async function look(request = ask, now = Date.now) {
  const began = now();
  try {
    return judgePing(await request("/ping"), began, now());
  } catch {
    return { reach: "away" };
  }
}

/** Anything that is not our own word is somebody else's network asking for a sign-in, or a server that is not there. */
export function judgePing(answer, began, ended) {
  const { status, redirected, body } = answer;
  if (status === 200 && !redirected && body?.epoch && body.now) {
    return { reach: "reached", epoch: body.epoch, skew: Math.round(Date.parse(body.now) - (began + ended) / 2), minWire: body.min_wire, build: body.build, ...(body.revoked && { revoked: true }) };
  }
  return { reach: redirected || status === 511 || (status > 0 && status < 400) ? "captive" : "away" };
}
