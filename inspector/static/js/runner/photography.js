// From what the camera gave to what is kept: shrunk, without metadata, with a footer burnt in, hashed. Canvas work, no rules.

import { sha256 } from "../lib/digest.js";

const LONG_EDGE = 2048;
const THUMB_EDGE = 160;
const QUALITY = 0.8;
const SHORT_HASH = 8;
const FONT = '"PingFang SC", "Noto Sans SC", "Microsoft YaHei", sans-serif';

/**
 * @param {ArrayBuffer} original  the bytes as they came from the camera
 * @param {(shortHash: string) => string[]} footer  the lines that are burnt in
 * @returns {Promise<{bytes: ArrayBuffer, thumb: ArrayBuffer, originalHash: string, type: string, foot: number}>}  foot: height of the footer in pixels
 */
export async function develop(original, footer) {
  const originalHash = await sha256(original);
  const picture = await createImageBitmap(new Blob([original]), { imageOrientation: "from-image" });
  const canvas = drawn(picture, LONG_EDGE);
  picture.close();
  const thumb = drawn(canvas, THUMB_EDGE);
  const foot = burnIn(canvas, footer(originalHash.slice(0, SHORT_HASH)));
  return { ...(await printed(canvas, thumb)), originalHash, foot };
}

/** The photo and its small picture as JPEG; the canvases give their memory back. */
export async function printed(canvas, thumb) {
  const [bytes, small] = await Promise.all([jpeg(canvas), jpeg(thumb)]);
  for (const one of [canvas, thumb]) one.width = one.height = 0;
  return { bytes, thumb: small, type: "image/jpeg" };
}

/** A small picture of a photo without its footer. */
export function thumbOf(canvas, foot) {
  return drawn(canvas, THUMB_EDGE, canvas.height - foot);
}

function drawn(picture, longEdge, height = picture.height) {
  const scale = Math.min(1, longEdge / Math.max(picture.width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff"; // what a picture leaves open is paper, not black
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, picture.width, height, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Light words on a dark band, as large as the widest line allows. */
function burnIn(canvas, lines) {
  const pen = canvas.getContext("2d");
  let size = Math.max(11, Math.round(Math.max(canvas.width, canvas.height) / 72));
  const room = canvas.width - size * 1.4;
  pen.font = `${size}px ${FONT}`;
  const widest = Math.max(...lines.map((line) => pen.measureText(line).width));
  if (widest > room) size = Math.max(9, Math.floor((size * room) / widest));
  const height = Math.min(canvas.height, Math.round(size * (1.45 * lines.length + 0.6)));
  pen.fillStyle = "rgba(0, 0, 0, 0.72)";
  pen.fillRect(0, canvas.height - height, canvas.width, height);
  pen.fillStyle = "#fff";
  pen.font = `${size}px ${FONT}`;
  pen.textBaseline = "middle";
  for (const [index, line] of lines.entries()) pen.fillText(line, size * 0.7, canvas.height - height + size * (1.02 + 1.45 * index), room);
  return height;
}

function jpeg(canvas) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob.arrayBuffer()) : reject(new DOMException("no picture", "EncodingError"))), "image/jpeg", QUALITY);
  });
}
