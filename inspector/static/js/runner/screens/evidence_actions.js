// Photos and signatures of a round: taken, kept, shown large, deleted.

import { clockTime, dayAndTime, moment } from "../../lib/moments.js";
import { uuid } from "../../lib/identity.js";
import { t, text } from "../../lib/i18n.js";
import * as photos from "../../store/photos.js";
import { thumbSlot } from "../live.js";
import { develop } from "../photography.js";
import { clearPad, padPicture } from "./signature.js";

export function evidenceActions(screen) {
  return {
    takePhoto: async (key, input) => {
      const [file] = input.files;
      input.value = "";
      if (file) await take(screen, key, file);
    },
    showPhoto: async (photo) => {
      const bytes = await photos.find(screen.draft.id, photo.slot);
      screen.openSheet({ kind: "photo", photo, url: bytes && URL.createObjectURL(new Blob([bytes], { type: photo.type })) });
    },
    removePhoto: async (photo) => {
      await screen.round.change({ fields: { photos: screen.draft.photos.filter((one) => one.slot !== photo.slot) } }, { undoable: false });
      await photos.remove(screen.draft.id, [photo.slot, thumbSlot(photo.slot)]);
      screen.openSheet(null);
    },
    sign: ({ key, signer, title }) => screen.openSheet({ kind: "sign", key, signer, title }),
    clearSignature: () => clearPad(),
    keepSignature: () => keepSignature(screen),
  };
}

async function take(screen, key, file) {
  screen.busy = key;
  screen.shell.paint();
  try {
    const takenAt = moment();
    const { bytes, thumb, originalHash, type } = await develop(file, (hash) => footer(screen.draft, takenAt, hash));
    await keep(screen, { key, kind: "photo", bytes, thumb, type, taken_at: takenAt, original_sha256: originalHash });
  } catch {
    screen.trouble = t("The photo could not be kept on this device. The round goes on without it.");
    await screen.round.change({ fields: { photo_trouble: true } }, { undoable: false });
  } finally {
    screen.busy = null;
    screen.shell.paint();
  }
}

/** Bytes first, read back and compared; only then the draft names them. */
async function keep(screen, { bytes, thumb, ...about }) {
  const slot = uuid();
  const sha256 = await photos.keep(screen.draft.id, slot, bytes);
  await photos.keep(screen.draft.id, thumbSlot(slot), thumb);
  await screen.live.showThumb(slot);
  const others = screen.draft.photos.filter((photo) => !(about.kind === "signature" && photo.key === about.key));
  await screen.round.change({ fields: { photos: [...others, { slot, sha256, bytes: bytes.byteLength, ...about }] } }, { undoable: false });
}

async function keepSignature(screen) {
  const { key, signer } = screen.sheet;
  const bytes = await padPicture();
  if (!bytes) return screen.openSheet({ ...screen.sheet, hasTrouble: true });
  await keep(screen, { key, kind: "signature", signer, bytes, thumb: bytes, type: "image/png", taken_at: moment(), original_sha256: null });
  return screen.openSheet(null);
}

/** Burnt into every photo, so that it says where and when without the record. */
function footer(draft, takenAt, hash) {
  const parts = [text(draft.site.name), draft.area_name && text(draft.area_name), text(draft.title), `${dayAndTime(takenAt).slice(0, 10)} ${clockTime(takenAt)}`, draft.author.number, `#${hash}`];
  return parts.filter(Boolean).join("  ·  ");
}
