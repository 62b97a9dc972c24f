// Taking an unfinished round over from another device: what would stay behind is named first.

import { staysBehind, take } from "./handover.js";
import { t, text } from "../lib/i18n.js";

/** @returns {Promise<string|null>} the id of the round that is here now; null when it was left or somebody was faster */
export async function takeHere(line, bundle) {
  const { rev, draft, photos } = await staysBehind(line);
  if (photos.length) {
    const names = [...new Set(photos.map((photo) => askOf(photo.key, draft, bundle)))].join(", ");
    const words = t("Photos that are only on %(device)s: %(names)s. They come by themselves when that device has a network. Take the round all the same?", { device: line.device.label || t("another device"), names });
    if (!window.confirm(words)) return null;
  }
  return take(line, rev);
}

function askOf(key, draft, bundle) {
  const id = String(key ?? "").split("|")[0];
  const list = bundle?.checklists.find((one) => one.id === draft.checklist_id);
  const item = list?.document.sections.flatMap((section) => section.items).find((one) => one.id === id);
  return item ? text(item.ask) : t("Photo");
}
