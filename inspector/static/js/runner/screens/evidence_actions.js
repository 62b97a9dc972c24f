// Photos and signatures of a round: kept, shown large, marked, hidden, deleted. Fetched on demand.

import { moment } from "../../lib/moments.js";
import { uuid } from "../../lib/identity.js";
import { t, text } from "../../lib/i18n.js";
import * as meta from "../../store/meta.js";
import * as photos from "../../store/photos.js";
import * as pool from "../../store/pool.js";
import { footerOf, placeOf } from "../footer.js";
import { thumbSlot } from "../live.js";
import { refusal } from "../photo_file.js";
import { develop } from "../photography.js";
import { photoSheet, signSheet } from "../views/evidence_sheets.js";
import { clearPad, isSigned, padPicture, preparePad } from "./signature.js";

export const LOOSE = "pool"; // the key of photos that are on no item yet

const WORDS = { t, text };

// Photos

/** @param {{size: number, read: Promise<ArrayBuffer|null>}[]} files */
export async function keepPhotos(screen, key, files) {
  screen.trouble = null;
  for (const file of files) {
    try {
      await keepPhoto(screen.live, key, file);
    } catch (error) {
      screen.trouble = error instanceof Refused ? refusalWords(error.code, file.size) : notKeptWords(error);
      if (error instanceof Refused) continue;
      if (key !== LOOSE) await screen.round.change({ fields: { photo_trouble: true } }, { undoable: false });
    }
  }
}

export async function showPhoto(screen, photo) {
  const bytes = await photos.find(screen.draft.id, photo.slot);
  const url = bytes && URL.createObjectURL(new Blob([bytes], { type: photo.type }));
  screen.openSheet({ kind: "photo", slot: photo.slot, url, draw: photoSheet });
}

export async function removePhoto(screen, photo) {
  await screen.round.change({ fields: { photos: screen.draft.photos.filter((one) => one.slot !== photo.slot) } }, { undoable: false });
  screen.openSheet(null);
  await photos.remove(screen.draft.id, [photo.slot, thumbSlot(photo.slot)]);
}

/** Not for staff, with the reason; an empty reason shows it again. */
export function hidePhoto(screen, photo, reason) {
  return changePhoto(screen, photo.slot, { hidden_reason: reason });
}

/** Off its item and back among those to sort. */
export async function unsortPhoto(screen, photo) {
  await screen.live.unsort([photo.slot]);
  screen.openSheet(null);
}

export async function markPhoto(screen, photo) {
  const { openMarking } = await import("./marking.js");
  await openMarking(screen, photo);
}

/** A marked copy takes the place of the photo: other bytes, another slot, the same original. What lay under a blur is deleted. */
export function replacePhoto(live, photo, { bytes, thumb, type }) {
  return live.track(photo.key, (async () => {
    const slot = uuid();
    const hash = await photos.keep(live.id, slot, bytes);
    await photos.keep(live.id, thumbSlot(slot), thumb);
    await live.showThumb(slot);
    const marked = { ...photo, slot, sha256: hash, bytes: bytes.byteLength, type };
    await live.round.change({ fields: { photos: live.round.draft.photos.map((one) => (one.slot === photo.slot ? marked : one)) } }, { undoable: false });
    await photos.remove(live.id, [photo.slot, thumbSlot(photo.slot)]);
  })());
}

// Signatures

export function sign(screen, { key, signer, title }) {
  screen.openSheet({ kind: "sign", key, signer, title, draw: signSheet, ready: preparePad, clear: clearPad, keep: () => keepSignature(screen) });
}

/** The picture is taken at once and the sheet is gone; whoever submits in the same breath waits until it is written. */
async function keepSignature(screen) {
  const { key, signer } = screen.sheet;
  if (!isSigned()) return screen.openSheet({ ...screen.sheet, hasTrouble: true });
  const picture = padPicture();
  screen.openSheet(null);
  const work = async () => {
    const bytes = await picture;
    await keep(screen.live, { key, kind: "signature", signer, bytes, thumb: bytes, type: "image/png", taken_at: moment(), original_sha256: null });
  };
  try {
    await screen.live.track(key, work(), () => screen.shell.paint());
  } catch {
    screen.trouble = t("The signature could not be kept on this device. Please sign again.");
    screen.shell.paint();
  }
  return undefined;
}

// Private

class Refused extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

async function keepPhoto(live, key, { size, read }) {
  const takenAt = moment();
  const original = await read.catch(() => {
    throw new Refused("unreadable");
  });
  if (original === null) throw new Refused("large");
  if (original.byteLength !== size && original.byteLength === 0) throw new Refused("unreadable");
  const bytes = new Uint8Array(original);
  const why = refusal(bytes);
  if (why) throw new Refused(why);
  const skew = await meta.get("skew_ms").catch(() => undefined);
  const { draft } = live.round;
  const footer = (hash) => footerOf(draft, { place: placeOf(draft, key, (subject) => live.nameOf(subject), WORDS), takenAt: Date.parse(takenAt), skew, hash }, WORDS);
  const { originalHash, ...developed } = await develop(original, footer).catch((error) => {
    throw isUnreadable(error) ? new Refused(String.fromCharCode(...bytes.subarray(4, 8)) === "ftyp" ? "heic" : "damaged") : error;
  });
  await keep(live, { key, kind: "photo", ...developed, taken_at: takenAt, original_sha256: originalHash });
}

/** Bytes first, read back and compared; only then the draft, or the pool, names them. */
async function keep(live, { bytes, thumb, ...about }) {
  const slot = uuid();
  const sha256 = await photos.keep(live.id, slot, bytes);
  await photos.keep(live.id, thumbSlot(slot), thumb);
  await live.showThumb(slot);
  const photo = { slot, sha256, bytes: bytes.byteLength, ...about };
  if (photo.key === LOOSE) {
    await pool.add(live.id, photo);
    return live.showPool();
  }
  const others = live.round.draft.photos.filter((one) => !(photo.kind === "signature" && one.kind === "signature" && one.key === photo.key));
  return live.round.change({ fields: { photos: [...others, photo] } }, { undoable: false });
}

function changePhoto(screen, slot, part) {
  return screen.round.change({ fields: { photos: screen.draft.photos.map((one) => (one.slot === slot ? { ...one, ...part } : one)) } }, { undoable: false });
}

function isUnreadable(error) {
  return ["InvalidStateError", "EncodingError", "InvalidCharacterError"].includes(error?.name);
}

function notKeptWords(error) {
  if (error?.name === "QuotaExceededError") return t("Storage full: photo NOT saved. Answers are still saved. Send what is waiting to make room.");
  return t("The photo could not be kept on this device. The round goes on without it.");
}

function refusalWords(code, size) {
  const megabytes = Math.ceil(size / 1024 / 1024);
  return {
    empty: t("This photo is empty. Please take it again."),
    unreadable: t("The photo could not be read from the camera. Please take it again."),
    damaged: t("This photo is damaged and cannot be opened. Please take it again."),
    large: t("This file is too large for a photo: %(size)s MB; at most 40 MB. Please take it with the camera.", { size: megabytes }),
    pixels: t("This picture has too many pixels; at most 50 million. Please choose a smaller size in the camera."),
    heic: t("This device cannot open HEIC photos. Please take it here with the camera, or save it as JPEG first."),
    video: t("This is a video. Please take a photo."),
    other: t("This is not a photo that can be kept. Please take one with the camera."),
  }[code];
}
