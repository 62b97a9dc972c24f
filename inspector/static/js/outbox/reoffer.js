// After the server was restored from a backup: what it no longer knows is offered again from what this device still keeps.

import * as meta from "../store/meta.js";
import * as outbox from "../store/outbox.js";
import { grantOf } from "./credentials.js";
import { ask } from "./server.js";

const AT_ONCE = 200;
const KEPT = new Set(["complete", "held"]);

/**
 * Compare the server's epoch with the one this device knew; on a change put back what was lost.
 * Records of others on this device are asked for with their grants; who has none is asked for when they sign in here.
 * @returns {Promise<number>} how many records wait again
 */
export async function reofferAfterRestore(epoch, accountId) {
  const known = await meta.get("epoch");
  let count = 0;
  if (known) {
    const owed = new Set((await meta.get("reoffer_owed")) ?? []);
    const all = await outbox.acknowledged();
    const authors = new Set(all.map((record) => record.about.author_id).filter((author) => known !== epoch || owed.has(author)));
    for (const author of authors) {
      const grant = author === accountId ? null : await grantOf(author);
      if (author !== accountId && !grant) owed.add(author);
      else {
        count += await offerAll(all.filter((record) => record.about.author_id === author), grant?.secret);
        owed.delete(author);
      }
    }
    await meta.put("reoffer_owed", owed.size ? [...owed] : null);
  }
  await meta.put("epoch", epoch);
  return count;
}

async function offerAll(records, secret) {
  let count = 0;
  for (let at = 0; at < records.length; at += AT_ONCE) count += await offer(records.slice(at, at + AT_ONCE), secret);
  return count;
}

async function offer(records, grant) {
  const body = JSON.stringify({ ids: records.map((record) => record.id) });
  const answer = await ask("/device/submissions/status", { method: "POST", body, type: "application/json", grant });
  if (answer.status !== 200 || !answer.body) throw new Error("the server did not say what it has");
  const lost = unknownTo(answer.body, records);
  for (const record of lost) await outbox.putBack(record);
  return lost.length;
}

/** Records that the server does not have whole and with these bytes; what it holds for a person to look at, it has. */
export function unknownTo(states, records) {
  return records.filter((record) => !KEPT.has(states[record.id]?.status) || states[record.id].hash !== record.hash);
}
