// Reads every code in a PGM picture with the decoder that tablets use: node read_codes.mjs PAGE.pgm
import { readFileSync } from "node:fs";
import { decodeQRBatch } from "../../inspector/static/js/vendor/qr/decode.js";

const bytes = readFileSync(process.argv[2]);
const [head, width, height] = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(bytes.subarray(0, 64).toString("latin1"));
const grey = bytes.subarray(head.length);
const [columns, rows] = [3, 4];
// A tablet sees one code at a time: so does this, cell by cell of the sheet.
for (let row = 0; row < rows; row += 1) {
  for (let column = 0; column < columns; column += 1) {
    const [w, h] = [Math.floor(width / columns), Math.floor(height / rows)];
    const data = new Uint8Array(w * h * 4);
    for (let y = 0; y < h; y += 1) for (let x = 0; x < w; x += 1) data.fill(grey[(row * h + y) * width + column * w + x], (y * w + x) * 4, (y * w + x) * 4 + 3);
    const [found] = await decodeQRBatch([{ width: w, height: h, data }], { maxSize: { width: w, height: h } });
    for (const words of [found].flat().filter((one) => typeof one === "string")) process.stdout.write(`${words}\n`);
  }
}
