// From what the camera gave to what is kept: shrunk, without metadata, with a footer burnt in, hashed. Canvas work, no rules.

import { sha256 } from "../lib/digest.js";

const LONG_EDGE = 2048;
const THUMB_EDGE = 160;
const QUALITY = 0.8;
const SHORT_HASH = 8;

/**
 * @param {Blob} file
 * @param {(shortHash: string) => string} footer  the line that is burnt in
 * @returns {Promise<{bytes: ArrayBuffer, thumb: ArrayBuffer, originalHash: string, type: string}>}
 */
export async function develop(file, footer) {
  const original = await file.arrayBuffer();
  const originalHash = await sha256(original);
  const picture = await createImageBitmap(new Blob([original], { type: file.type }), { imageOrientation: "from-image" });
  const canvas = drawn(picture, LONG_EDGE);
  burnIn(canvas, footer(originalHash.slice(0, SHORT_HASH)));
  const thumb = drawn(picture, THUMB_EDGE);
  picture.close();
  return { bytes: await jpeg(canvas), thumb: await jpeg(thumb), originalHash, type: "image/jpeg" };
}

function drawn(picture, longEdge) {
  const scale = Math.min(1, longEdge / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function burnIn(canvas, line) {
  const pen = canvas.getContext("2d");
  const size = Math.max(11, Math.round(canvas.width / 64));
  const height = Math.round(size * 1.8);
  pen.fillStyle = "rgba(0, 0, 0, 0.62)";
  pen.fillRect(0, canvas.height - height, canvas.width, height);
  pen.fillStyle = "#fff";
  pen.font = `${size}px "PingFang SC", "Noto Sans SC", "Microsoft YaHei", sans-serif`;
  pen.textBaseline = "middle";
  pen.fillText(line, size * 0.7, canvas.height - height / 2, canvas.width - size * 1.4);
}

function jpeg(canvas) {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob.arrayBuffer()) : reject(new DOMException("no picture", "EncodingError"))), "image/jpeg", QUALITY);
  });
}
