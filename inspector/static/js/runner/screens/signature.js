// The signature field: the drawing library is fetched when somebody signs, never before.

let pad = null;
let field = null;

/** Make the field of a freshly painted sheet ready for a finger. */
export async function preparePad(root) {
  const canvas = root.querySelector("canvas[data-signature]");
  if (canvas === field) return;
  field = canvas;
  pad?.off();
  pad = null;
  if (!canvas) return;
  const { default: SignaturePad } = await import("../../vendor/signature_pad.js");
  if (field !== canvas) return;
  const scale = Math.max(1, window.devicePixelRatio || 1);
  canvas.width = canvas.offsetWidth * scale;
  canvas.height = canvas.offsetHeight * scale;
  canvas.getContext("2d").scale(scale, scale);
  pad = new SignaturePad(canvas, { penColor: "#111", backgroundColor: "#fff" });
}

export function clearPad() {
  pad?.clear();
}

/** PNG bytes of the signature, or null when nothing was drawn. */
export async function padPicture() {
  if (!pad || pad.isEmpty()) return null;
  const blob = await new Promise((resolve) => field.toBlob(resolve, "image/png"));
  return blob.arrayBuffer();
}
