// The camera over a round, for an item whose answer is a code. Fetched on demand; the field beside it takes the code in any case.

import { html } from "../../vendor/lit-html.js";
import { t } from "../../lib/i18n.js";
import { openCamera, readCodes } from "../code_reader.js";
import { sheet } from "../views/parts.js";

/** Open the sheet; `found` is told the first code, once. */
export function scanInto(screen, title, found) {
  const leaving = new AbortController();
  const stop = () => leaving.abort();
  const scan = { kind: "scan", title, isBlind: false, close: stop, draw: (_model, act) => picture(scan, act) };
  scan.ready = (root) => {
    const video = root.querySelector("video[data-scan]");
    if (!video || scan.video) return;
    scan.video = video;
    look(video, leaving.signal, (words) => {
      screen.openSheet(null);
      found(words);
    }).catch(() => {
      scan.isBlind = true;
      screen.shell.paint();
    });
  };
  screen.openSheet(scan);
}

async function look(video, signal, found) {
  const stream = await openCamera();
  const stop = () => {
    for (const track of stream.getTracks()) track.stop();
  };
  if (signal.aborted) return stop();
  signal.addEventListener("abort", stop);
  video.srcObject = stream;
  await video.play();
  await readCodes(video, (words) => !signal.aborted && found(words), signal, { anyKind: true });
  return undefined;
}

function picture({ title, isBlind }, act) {
  return sheet({ title, close: act.closeSheet }, isBlind
    ? html`<p class="empty">${t("No camera could be opened. Type the code into the field.")}</p>`
    : html`<div class="scan__picture"><video data-scan playsinline muted .muted=${true} aria-label=${t("Picture of the camera")}></video><span class="scan__frame" aria-hidden="true"></span></div>`);
}
