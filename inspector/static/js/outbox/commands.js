// Brings what was done with tasks to the server, in order, after the submissions; nothing leaves the device before it is acknowledged.

import { sha256 } from "../lib/digest.js";
import * as commands from "../store/commands.js";
import * as photos from "../store/photos.js";
import { grantOf } from "./credentials.js";
import { judge, judgePhoto } from "./judgement.js";
import { after, again, due, pause } from "./queue.js";
import { ask } from "./server.js";

/**
 * Send what is due.
 * @param {{accountId: number|null, request?: typeof ask, now?: () => number}} who  accountId: whose session this page has
 * @returns {Promise<number|null>} milliseconds until the next is due, null when none waits
 */
export async function sendCommands({ accountId, request = ask, now = Date.now }) {
  for (const command of due(await commands.waiting(), now())) {
    const judgement = await attempt(command, accountId, request);
    if (judgement.verdict === "acknowledged") await commands.acknowledge(command, judgement.receipt, now());
    else await commands.update(after(command, judgement, now()));
    if (judgement.problem?.code === "no_network") break;
  }
  return pause(await commands.waiting(), now());
}

/** A person asks: forget the waiting times and the refusals. */
export async function release(id = null) {
  for (const command of await commands.waiting()) {
    if (id === null || command.id === id) await commands.update(again(command));
  }
}

async function attempt(command, accountId, request) {
  const grant = command.grant ?? (await grantOf(command.about.author_id));
  const isOwn = accountId === null || accountId === command.about.author_id;
  try {
    let judgement = isOwn ? await send(command, null, request) : { verdict: "signed_out" };
    const isForeign = judgement.verdict === "signed_out" || judgement.problem?.code === "foreign_author";
    if (grant && isForeign) judgement = await send(command, grant.secret, request);
    return judgement;
  } catch {
    return { verdict: "retry", problem: { code: "no_network", message: "" } };
  }
}

async function send(command, secret, request) {
  const first = await put(command, secret, request);
  if (first.verdict !== "incomplete") return first;
  for (const sha of first.missing) {
    const refused = await sendPhoto(command, sha, secret, request);
    if (refused) return refused;
  }
  const second = await put(command, secret, request);
  return second.verdict === "incomplete" ? { verdict: "retry", problem: { code: "incomplete", message: "" } } : second;
}

/** A conflict that is acknowledged is kept on the server too: a person decides there, and the device has nothing more to do. */
async function put(command, secret, request) {
  const answer = await request(`/device/commands/${command.id}`, { method: "PUT", body: command.body, type: "application/json", grant: secret });
  const isKept = answer.status === 409 && answer.ack === `${command.id} ${command.hash}`;
  return judge(isKept ? { ...answer, status: 200 } : answer, command);
}

async function sendPhoto(command, sha, secret, request) {
  const photo = command.photos.find((one) => one.sha256 === sha);
  const bytes = photo && (await photos.find(command.id, photo.slot));
  if (!bytes || (await sha256(bytes)) !== sha) return { verdict: "attention", problem: { code: "photo_damaged", message: "" } };
  const judgement = judgePhoto(await request(`/device/blobs/${command.id}/${sha}`, { method: "PUT", body: bytes, type: photo.type, grant: secret }), sha);
  if (judgement.verdict !== "stored") return judgement.verdict === "damaged" ? { verdict: "retry" } : judgement;
  command.photos = command.photos.map((one) => (one.sha256 === sha ? { ...one, sent: true } : one));
  await commands.update(command);
  return null;
}
