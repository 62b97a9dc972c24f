// Photos and signatures of a round. Here is what cannot wait: the state saved before the camera opens, the bytes taken out of the chooser.
// The work itself is fetched when a round opens (evidence_actions.js), so that the first screens stay small.

import { t } from "../../lib/i18n.js";

const HELD_BYTES = 64 * 1024 * 1024; // more than this is never read into memory; what a photo may weigh is said in photo_file.js
const LATER = ["showPhoto", "removePhoto", "hidePhoto", "unsortPhoto", "markPhoto", "sign"];

export const fetchEvidence = () => import("./evidence_actions.js");

export function evidence(screen) {
  const later = (name) => (...given) => {
    const work = fetchEvidence().then((actions) => actions[name](screen, ...given));
    return screen.live.track(name, work).catch(() => {
      screen.trouble = t("This did not work on this device. Nothing is lost; try again.");
      screen.shell.paint();
    });
  };
  return {
    openCamera: (key, event) => openCamera(screen, key, event),
    takePhoto: (key, input) => takePhotos(screen, key, input),
    ...Object.fromEntries(LATER.map((name) => [name, later(name)])),
  };
}

/** The system may end the page while its camera is open: nothing may be unwritten then, and one comes back to this item. */
async function openCamera({ round, draft }, key, event) {
  const input = event.currentTarget;
  if (input.dataset.saved === "yes") {
    input.dataset.saved = "";
    return;
  }
  const isHere = draft.place.here === key || !key.includes("|");
  if (isHere && round.saved === "saved") return;
  event.preventDefault();
  await (isHere ? round.settled() : round.move({ here: key })).catch(() => null);
  input.dataset.saved = "yes";
  input.click();
}

/** Begin to copy the bytes before anything else happens: what a chooser gave may be gone the next moment. */
function takePhotos(screen, key, input) {
  const files = [...input.files].map((file) => ({ size: file.size, read: file.size > HELD_BYTES ? Promise.resolve(null) : file.arrayBuffer() }));
  for (const file of files) file.read.catch(() => null); // told where it is awaited
  input.value = "";
  if (!files.length) return undefined;
  const work = async () => {
    const { keepPhotos } = await fetchEvidence();
    await keepPhotos(screen, key, files);
  };
  return screen.live.track(key, work(), () => screen.shell.paint()).catch(() => null);
}
