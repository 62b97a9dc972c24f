// Tells the server what waits on this device, so that a browser that throws its storage away cannot do so unnoticed.

import { moment } from "../lib/moments.js";
import * as meta from "../store/meta.js";
import * as outbox from "../store/outbox.js";
import * as photos from "../store/photos.js";
import { grantOf } from "./credentials.js";
import { ask } from "./server.js";

const MOST = 2000;
let toldLast = null;

/**
 * Report, when the set of waiting records is another than the one told last.
 * Keeps what the server says was lost under `lost` in meta until a person has taken note, and puts back what the server misses.
 * @returns {Promise<number>} how many records wait again
 */
export async function report(accountId, now = new Date()) {
  const records = await outbox.waiting();
  const [noted, discarded] = await Promise.all([meta.get("lost_noted"), meta.get("discarded")]);
  const told = JSON.stringify([records.map((record) => record.id), noted ?? [], discarded ?? []]);
  if (told === toldLast) return 0;
  const answer = await post(records, { noted: noted ?? [], discarded: discarded ?? [], now: moment(now) }, accountId);
  if (answer?.status !== 200 || !answer.body?.judged) return 0;
  toldLast = told;
  await Promise.all([meta.put("lost", answer.body.lost), meta.put("lost_noted", null), meta.put("discarded", null)]);
  return putBack(Object.keys(answer.body.wanted ?? {}));
}

/** A person has read what was lost. */
export async function takeNote() {
  const lost = (await meta.get("lost")) ?? [];
  await meta.put("lost_noted", lost.map((one) => one.id));
  await meta.put("lost", []);
}

async function post(records, rest, accountId) {
  const waiting = records.slice(0, MOST).map((record) => ({ id: record.id, at: record.about.submitted_at, site_id: record.about.site_id ?? null, author_id: record.about.author_id }));
  const body = JSON.stringify({ device_id: await meta.deviceId(), epoch: (await meta.get("epoch")) ?? null, waiting, ...rest });
  const say = (grant) => ask("/device/ledger", { method: "POST", body, type: "application/json", grant });
  if (accountId !== null) {
    const answer = await say(null);
    if (answer.status !== 401) return answer;
  }
  const grant = await grantOf(records[0]?.about.author_id ?? accountId);
  return grant ? say(grant.secret) : null;
}

/** Photos the server has no more, or never had, of records this device was told are complete. */
async function putBack(ids) {
  let count = 0;
  for (const id of ids) {
    const record = await outbox.find(id);
    if (record?.state !== "acknowledged") continue;
    const kept = await Promise.all(record.photos.map((photo) => photos.find(id, photo.slot)));
    if (!kept.some(Boolean)) continue;
    await outbox.putBack(record);
    count += 1;
  }
  return count;
}
