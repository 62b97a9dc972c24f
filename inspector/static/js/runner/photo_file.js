// What a chosen file is, by its first bytes: its kind, its size in pixels, and why it cannot become a photo. Decides only.

export const LARGEST_BYTES = 40 * 1024 * 1024;
export const MOST_PIXELS = 50_000_000; // as the server decodes at most (media/images.py)

const HEIC_BRANDS = new Set(["heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs", "mif1", "msf1"]);
const SIZE_MARKERS = { from: 0xc0, to: 0xcf, not: new Set([0xc4, 0xc8, 0xcc]) };

/**
 * @param {Uint8Array} bytes  the whole file; only heads of segments are looked at
 * @returns {{kind: "jpeg"|"png"|"webp"|"heic"|"video"|"other", width: number|null, height: number|null}}
 */
export function look(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = kindOf(bytes);
  const [width, height] = SIZES[kind]?.(bytes, view) ?? [null, null]; // no brackets around it: the minifier would put this line first
  return { kind, width, height };
}

/** Why a file cannot be a photo, or null: empty, large, video, heic, other, pixels. A HEIC file is refused only where the device cannot read it. */
export function refusal(bytes, { kind, width, height } = look(bytes)) {
  if (bytes.byteLength === 0) return "empty";
  if (bytes.byteLength > LARGEST_BYTES) return "large";
  if (kind === "video" || kind === "other") return kind;
  if (kind !== "heic" && width === null) return "damaged";
  return width * height > MOST_PIXELS ? "pixels" : null;
}

const SIZES = {
  jpeg: sizeOfJpeg,
  png: (bytes, view) => (bytes.length < 24 ? null : [view.getUint32(16), view.getUint32(20)]),
  webp: sizeOfWebp,
};

function kindOf(bytes) {
  const says = (at, words) => [...words].every((letter, index) => bytes[at + index] === letter.charCodeAt(0));
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "jpeg";
  if (bytes[0] === 0x89 && says(1, "PNG\r\n")) return "png";
  if (says(0, "RIFF")) return says(8, "WEBP") ? "webp" : "video";
  if (says(4, "ftyp")) return HEIC_BRANDS.has(String.fromCharCode(...bytes.subarray(8, 12))) ? "heic" : "video";
  return bytes[0] === 0x1a && bytes[1] === 0x45 && bytes[2] === 0xdf && bytes[3] === 0xa3 ? "video" : "other";
}

/** From segment to segment until the one that begins the picture. */
function sizeOfJpeg(bytes, view) {
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1];
    if (marker === 0xff) at += 1;
    else if (marker >= SIZE_MARKERS.from && marker <= SIZE_MARKERS.to && !SIZE_MARKERS.not.has(marker)) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    else at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function sizeOfWebp(bytes, view) {
  if (bytes.length < 30) return null;
  const three = (at) => bytes[at] + bytes[at + 1] * 256 + bytes[at + 2] * 65_536;
  const chunk = bytes[15];
  if (chunk === "X".charCodeAt(0)) return [three(24) + 1, three(27) + 1];
  if (chunk === "L".charCodeAt(0)) return [(view.getUint16(21, true) & 0x3fff) + 1, ((view.getUint32(21, true) >> 14) & 0x3fff) + 1];
  return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
}
