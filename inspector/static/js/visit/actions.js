// What a tap on the shopper's form does: an answer, a stopwatch, a photo. Every tap is kept before the next.

import { sha256 } from "../lib/digest.js";
import { steadyNow } from "../lib/clock.js";
import { uuid } from "../lib/identity.js";
import { dayAndTime, moment } from "../lib/moments.js";
import { sawOne, tapOption, tapState, unsawOne, withValue } from "../runner/answering.js";
import { look, refusal } from "../runner/photo_file.js";
import { develop } from "../runner/photography.js";
import { keepPhoto } from "./keeping.js";
import { arrivalOf, withServed } from "./notes.js";

const LONGEST_MEASURE = 12;

/** @param {{draw: Function, showPicture: Function}} page */
export function actions(model, { draw, showPicture }) {
  const change = (wish) => model.round.change({ ...wish, fields: { edited: Date.now(), ...wish.fields } });
  const put = (cell, answer) => change({ answers: { [cell.key]: answer } });

  return {
    value: (cell, value) => put(cell, cell.state === "answered" && cell.answer.value === value ? null : withValue(cell, value, moment())),
    option: (cell, option) => put(cell, tapOption(cell, option, moment())),
    state: (cell, state) => put(cell, tapState(cell, state, moment())),
    saw: (cell, isDone) => put(cell, sawOne(cell, isDone, moment())),
    unsaw: (cell) => put(cell, unsawOne(cell, moment())),
    typed: (cell, value) => change({
      answers: { [cell.key]: value ? withValue(cell, value, moment()) : null },
      fields: cell.item.id === arrivalOf(model.round.document) ? { arrived: Boolean(value), ...(value && { started_at: moment(new Date(value)) }) } : {},
    }),
    measured: (cell, typed) => {
      const value = typed.replace(",", ".").slice(0, LONGEST_MEASURE);
      return put(cell, /^-?\d+(\.\d+)?$/.test(value) ? withValue(cell, value, moment()) : null);
    },
    noted: (cell, note) => put(cell, { ...cell.answer, note: note || null }),
    arrived: (at) => change({ fields: { arrived: true, started_at: at } }),
    served: (part, said) => change({ fields: { served: withServed(model.round.draft.served, part, said) } }),
    stopwatch: (cell) => {
      const { [cell.key]: since, ...others } = model.round.draft.timers;
      if (!since) return change({ fields: { timers: { ...others, [cell.key]: steadyNow() } } });
      const seconds = ((steadyNow() - since) / 1000).toFixed(1);
      return change({ answers: { [cell.key]: withValue(cell, seconds, moment()) }, fields: { timers: others } });
    },
    photo: (cell, file) => shoot(cell, file),
    unphoto: (photo) => change({ fields: { photos: model.round.draft.photos.filter((one) => one.slot !== photo.slot) } }),
  };

  async function shoot(cell, file) {
    model.problem = null;
    try {
      const original = await file.arrayBuffer();
      const why = refusal(new Uint8Array(original), look(new Uint8Array(original)));
      if (why) throw new TypeError(why);
      const taken = moment();
      const { bytes, type, originalHash } = await develop(original, (hash) => [`${dayAndTime(taken)} · ${hash}`]);
      const sha = await sha256(bytes);
      await keepPhoto({ sha256: sha, bytes, type });
      await showPicture(sha);
      const photo = { slot: uuid(), kind: "photo", key: cell.key, sha256: sha, bytes: bytes.byteLength, type, taken_at: taken, original_sha256: originalHash };
      await change({ fields: { photos: [...model.round.draft.photos, photo] } });
    } catch {
      model.problem = "photo";
      draw();
    }
  }
}
