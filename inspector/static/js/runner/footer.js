// The words burnt into a photo, so that it says where, when and by whom without its record. Decides only.

/**
 * @param {object} draft
 * @param {{place: string, takenAt: number, skew: number|undefined, hash: string}} photo  skew: milliseconds the server is ahead, unknown before the first contact
 * @param {{text: Function, t: Function}} words
 * @returns {string[]} two lines
 */
export function footerOf(draft, { place, takenAt, skew, hash }, { text, t }) {
  const moment = skew === undefined ? `${t("Device time")} ${written(takenAt)}` : written(takenAt + skew, draft.site.timezone);
  return [
    [text(draft.site.name), place, text(draft.title)].filter(Boolean).join("  ·  "),
    [moment, draft.author.number, `#${hash}`].filter(Boolean).join("  ·  "),
  ];
}

/** The area or table a photo belongs to: of its subject, else of the round. */
export function placeOf(draft, key, nameOf, { text, t }) {
  const subject = key.slice(key.indexOf("|") + 1);
  if (/^(area|table):/.test(subject)) return nameOf(subject);
  return draft.area_name ? text(draft.area_name) : t("Whole site");
}

/** 2026-11-22 14:05:09 by the clock of a zone; of the device when none is given. */
function written(at, timeZone) {
  const form = { hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit" };
  return new Intl.DateTimeFormat("sv-SE", { ...form, timeZone }).format(at);
}
