// What waits on this device as one file, and such a file of another device taken in: the same bytes, the same author (docs/payload.md, Parcel).

import { sha256 } from "../lib/digest.js";
import { moment } from "../lib/moments.js";
import { openZip, ZipWriter } from "../lib/zip.js";
import { read, write } from "../store/database.js";
import * as photos from "../store/photos.js";

const FORMAT = "inspector-parcel";
const VERSION = 1;
const encode = (value) => new TextEncoder().encode(JSON.stringify(value));

/**
 * @param {{look?: typeof read, unsaved?: object|null}} how  look: how the stores are read (another way when the app is older than its data);
 *   unsaved: a draft as it is in memory, where it could not be written
 * @returns {Promise<{file: Blob, name: string, records: number, drafts: number}>}
 */
export async function pack({ look = read, unsaved = null } = {}) {
  const [waiting, commands, stored, device, grants] = await look(["outbox", "commands", "drafts", "meta"], async (store) => {
    const names = (await store("meta").getAllKeys()).filter((name) => String(name).startsWith("grant:"));
    const held = await Promise.all(names.map((name) => store("meta").get(name)));
    return [await store("outbox").getAll(), await store("commands").getAll(), await store("drafts").getAll(), await store("meta").get("device_id"), new Map(names.map((name, at) => [name, held[at]]))];
  });
  const drafts = unsaved ? [...stored.filter((draft) => draft.id !== unsaved.id), unsaved] : stored;
  const zip = new ZipWriter();
  const packed = new Set();
  const list = { format: FORMAT, version: VERSION, device_id: device ?? null, exported_at: moment(), records: [], commands: [], drafts: [] };
  const grantFor = (record) => {
    const grant = record.grant ?? grants.get(`grant:${record.about.author_id}`) ?? null;
    return grant && { id: grant.id, secret: grant.secret };
  };
  for (const record of waiting) {
    zip.add(`records/${record.id}.json`, new Uint8Array(record.body));
    const { id, hash, about, added_at } = record;
    const types = new Map(record.photos.map((photo) => [photo.slot, photo.type]));
    const blobs = (await packBlobs(id, look, zip, packed)).filter((blob) => types.has(blob.slot)).map((blob) => ({ ...blob, type: types.get(blob.slot) }));
    list.records.push({ id, hash, about, added_at, grant: grantFor(record), blobs });
  }
  for (const { body, ...command } of commands.filter((one) => one.state !== "acknowledged")) {
    zip.add(`commands/${command.id}.json`, new Uint8Array(body));
    list.commands.push({ id: command.id, hash: command.hash, command, grant: grantFor(command), blobs: await packBlobs(command.id, look, zip, packed) });
  }
  for (const draft of drafts) {
    const document = await look(["ref"], (store) => store("ref").get(`document:${draft.checklist_version}`));
    zip.add(`drafts/${draft.id}.json`, encode({ draft, document: document ?? null }));
    list.drafts.push({ id: draft.id, blobs: await packBlobs(draft.id, look, zip, packed) });
  }
  zip.add("inspector.json", encode(list));
  return { file: zip.end(), name: `inspector-${list.exported_at.slice(0, 16).replace(/[:T]/g, "-")}.zip`, records: list.records.length, drafts: list.drafts.length };
}

/**
 * Take in a file of another device. What is here already stays as it is; what is damaged is named and nothing of it is kept.
 * @returns {Promise<{taken: number, commands: number, drafts: number, known: number, damaged: string[]}>}
 */
export async function unpack(file) {
  const zip = await openZip(file);
  const list = JSON.parse(new TextDecoder().decode((await zip.read("inspector.json")) ?? new Uint8Array()) || "null");
  if (list?.format !== FORMAT || list.version > VERSION) throw new Error("not a file of this app");
  const told = { taken: 0, commands: 0, drafts: 0, known: 0, damaged: [] };
  for (const entry of list.records) await taken(() => takeRecord(zip, entry), entry, told, "taken");
  for (const entry of list.commands ?? []) await taken(() => takeCommand(zip, entry), entry, told, "commands");
  for (const entry of list.drafts) await taken(() => takeDraft(zip, entry), entry, told, "drafts");
  return told;
}

async function taken(take, entry, told, name) {
  try {
    told[(await take()) ? name : "known"] += 1;
  } catch (error) {
    if (error?.name === "QuotaExceededError") throw error;
    told.damaged.push(entry.id);
  }
}

async function takeRecord(zip, { id, hash, about, added_at, grant, blobs }) {
  if (await isHere(id)) return false;
  const body = (await zip.read(`records/${id}.json`))?.buffer;
  if (!body || (await sha256(body)) !== hash) throw new Error("damaged");
  await takeBlobs(zip, id, blobs);
  const kept = blobs.map(({ slot, sha256: sha, bytes, type }) => ({ slot, sha256: sha, bytes, type, sent: false }));
  const record = { id, body, hash, about, grant, state: "waiting", attempts: 0, next_at: 0, added_at, problem: null, photos: kept };
  await write(["outbox"], (store) => store("outbox").put(record));
  return true;
}

async function takeCommand(zip, { id, hash, command, grant, blobs }) {
  if (await isHere(id)) return false;
  const body = (await zip.read(`commands/${id}.json`))?.buffer;
  if (!body || (await sha256(body)) !== hash) throw new Error("damaged");
  await takeBlobs(zip, id, blobs);
  await write(["commands"], (store) => store("commands").put({ ...command, body, grant, state: "waiting", attempts: 0, next_at: 0, problem: null }));
  return true;
}

async function takeDraft(zip, { id, blobs }) {
  if (await isHere(id)) return false;
  const { draft, document } = JSON.parse(new TextDecoder().decode(await zip.read(`drafts/${id}.json`)));
  await takeBlobs(zip, id, blobs);
  await write(["drafts", "ref"], (store) =>
    Promise.all([store("drafts").put(draft), document && store("ref").put(document, `document:${draft.checklist_version}`)]));
  return true;
}

function isHere(id) {
  const shelves = ["outbox", "acked", "commands", "drafts"];
  return read(shelves, async (store) => (await Promise.all(shelves.map((name) => store(name).getKey(id)))).some(Boolean));
}

async function packBlobs(id, look, zip, packed) {
  const slots = await look(["draft_blobs"], async (store) => {
    const keys = await store("draft_blobs").getAllKeys(IDBKeyRange.bound([id], [id, []]));
    return [...new Set(keys.map(([, slot]) => slot))];
  });
  const blobs = [];
  for (const slot of slots) {
    const bytes = new Uint8Array(await photos.find(id, slot, look));
    const hash = await sha256(bytes);
    if (!packed.has(hash)) zip.add(`photos/${hash}`, bytes);
    packed.add(hash);
    blobs.push({ slot, sha256: hash, bytes: bytes.byteLength });
  }
  return blobs;
}

async function takeBlobs(zip, id, blobs) {
  for (const { slot, sha256: wanted } of blobs) {
    const bytes = await zip.read(`photos/${wanted}`);
    if (!bytes || (await photos.keep(id, slot, bytes.buffer)) !== wanted) throw new Error("damaged");
  }
}
