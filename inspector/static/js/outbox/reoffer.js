// After the server was restored from a backup: what it no longer knows is offered again from what this device still keeps.

import * as meta from "../store/meta.js";
import * as outbox from "../store/outbox.js";
import { ask } from "./server.js";

const AT_ONCE = 200;
const KEPT = new Set(["complete", "held"]);

/**
 * Compare the server's epoch with the one this device knew; on a change put back what was lost.
 * @returns {Promise<number>} how many records wait again
 */
export async function reofferAfterRestore(epoch, accountId) {
  const known = await meta.get("epoch");
  if (known === epoch) return 0;
  let count = 0;
  if (known) {
    const own = (await outbox.acknowledged()).filter((record) => record.about.author_id === accountId);
    for (let at = 0; at < own.length; at += AT_ONCE) count += await offer(own.slice(at, at + AT_ONCE));
  }
  await meta.put("epoch", epoch);
  return count;
}

async function offer(records) {
  const body = JSON.stringify({ ids: records.map((record) => record.id) });
  const answer = await ask("/device/submissions/status", { method: "POST", body, type: "application/json" });
  if (answer.status !== 200 || !answer.body) throw new Error("the server did not say what it has");
  const lost = unknownTo(answer.body, records);
  for (const record of lost) await outbox.putBack(record);
  return lost.length;
}

/** Records that the server does not have whole and with these bytes; what it holds for a person to look at, it has. */
export function unknownTo(states, records) {
  return records.filter((record) => !KEPT.has(states[record.id]?.status) || states[record.id].hash !== record.hash);
}
