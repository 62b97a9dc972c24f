import assert from "node:assert/strict";
import { test } from "node:test";
import { LARGEST_BYTES, look, refusal } from "../../../inspector/static/js/runner/photo_file.js";

const letters = (words) => [...words].map((letter) => letter.charCodeAt(0));
const two = (number) => [number >> 8, number & 255];
const padded = (bytes, length = 64) => Uint8Array.from({ length: Math.max(length, bytes.length) }, (_, index) => bytes[index] ?? 0);

const jpeg = (width, height) => padded([0xff, 0xd8, 0xff, 0xe1, ...two(10), ...letters("Exif\0\0"), 0, 0, 0xff, 0xc4, ...two(4), 1, 2, 0xff, 0xc2, ...two(17), 8, ...two(height), ...two(width), 3]);
const png = (width, height) => padded([0x89, ...letters("PNG\r\n"), 0x1a, 0x0a, 0, 0, 0, 13, ...letters("IHDR"), ...two(width >> 16), ...two(width & 0xffff), ...two(height >> 16), ...two(height & 0xffff)]);
const ftyp = (brand) => padded([0, 0, 0, 24, ...letters(`ftyp${brand}`)]);

test("a photo's size is read from its head, past metadata and tables", () => {
  assert.deepEqual(look(jpeg(4000, 3000)), { kind: "jpeg", width: 4000, height: 3000 });
  assert.deepEqual(look(png(70_000, 3)), { kind: "png", width: 70_000, height: 3 });
  const lossy = padded([...letters("RIFF"), 0, 0, 0, 0, ...letters("WEBPVP8 "), 0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 0x20, 3, 0x58, 2]);
  assert.deepEqual(look(lossy), { kind: "webp", width: 800, height: 600 });
  const extended = padded([...letters("RIFF"), 0, 0, 0, 0, ...letters("WEBPVP8X"), 10, 0, 0, 0, 0, 0, 0, 0, 0x1f, 3, 0, 0x57, 2, 0]);
  assert.deepEqual(look(extended), { kind: "webp", width: 800, height: 600 });
});

test("what cannot become a photo is refused with its reason", () => {
  assert.equal(refusal(new Uint8Array(0)), "empty");
  assert.equal(refusal(ftyp("isom")), "video");
  assert.equal(refusal(padded([0x1a, 0x45, 0xdf, 0xa3])), "video");
  assert.equal(refusal(padded([...letters("RIFF"), 0, 0, 0, 0, ...letters("AVI ")])), "video");
  for (const words of ["GIF89a", "II*\0", "%PDF-1.7", "<svg xmlns", "%!PS-Adobe"]) assert.equal(refusal(padded(letters(words))), "other", words);
  assert.equal(refusal(padded([0xff, 0xd8, 0xff, 0xd9])), "damaged");
  assert.equal(refusal({ byteLength: LARGEST_BYTES + 1 }, { kind: "jpeg", width: 10, height: 10 }), "large");
});

test("48 megapixels are taken, a small file with 400 is not, and HEIC is left to the device", () => {
  assert.equal(refusal(jpeg(8064, 6048)), null);
  assert.equal(refusal(png(20_000, 20_000)), "pixels");
  assert.equal(refusal(ftyp("heic")), null);
});
