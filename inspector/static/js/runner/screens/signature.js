// The signature field under a finger. Fetched with the first evidence, never before.

import SignaturePad from "../../vendor/signature_pad.js";

let pad = null;
let field = null;

/** Make the field of a freshly painted sheet ready; the same field is left alone. */
export function preparePad(root) {
  const canvas = root.querySelector("canvas[data-signature]");
  if (canvas === field) return;
  field = canvas;
  pad?.off();
  pad = null;
  if (!canvas) return;
  const scale = Math.max(1, window.devicePixelRatio || 1);
  canvas.width = canvas.offsetWidth * scale;
  canvas.height = canvas.offsetHeight * scale;
  canvas.getContext("2d").scale(scale, scale);
  pad = new SignaturePad(canvas, { penColor: "#111", backgroundColor: "#fff" });
}

export function clearPad() {
  pad?.clear();
}

export function isSigned() {
  return Boolean(pad && !pad.isEmpty());
}

/** PNG bytes of the signature as it is at this moment. */
export function padPicture() {
  return new Promise((resolve, reject) => {
    field.toBlob((blob) => (blob ? resolve(blob.arrayBuffer()) : reject(new DOMException("no picture", "EncodingError"))), "image/png");
  });
}
