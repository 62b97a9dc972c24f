// ZIP files without compression, written and read: photos are compressed already, and every computer opens them.

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const UTF8 = 0x0800;
const FIRST_DAY = 0x0021; // 1980-01-01; the moments of what is inside are inside
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** A file that is filled one by one, so that no more than one photo is in memory at a time. */
export class ZipWriter {
  #parts = [];
  #entries = [];
  #length = 0;

  add(name, bytes) {
    const label = new TextEncoder().encode(name);
    const entry = { label, crc: crc32(bytes), size: bytes.byteLength, at: this.#length };
    const head = header(LOCAL, 30, entry);
    this.#parts.push(head, label, new Blob([bytes]));
    this.#length += head.byteLength + label.byteLength + entry.size;
    this.#entries.push(entry);
  }

  /** @returns {Blob} the whole file */
  end() {
    const begin = this.#length;
    for (const entry of this.#entries) {
      const head = header(CENTRAL, 46, entry);
      this.#parts.push(head, entry.label);
      this.#length += head.byteLength + entry.label.byteLength;
    }
    const end = new DataView(new ArrayBuffer(END_BYTES));
    end.setUint32(0, END, true);
    end.setUint16(8, this.#entries.length, true);
    end.setUint16(10, this.#entries.length, true);
    end.setUint32(12, this.#length - begin, true);
    end.setUint32(16, begin, true);
    return new Blob([...this.#parts, end.buffer], { type: "application/zip" });
  }
}

/** Open a file; what is not a plain ZIP of uncompressed entries raises an error that says so. */
export async function openZip(file) {
  const entries = await directory(file);
  return {
    names: [...entries.keys()],
    /** The bytes of one entry, checked; null when there is none of that name. */
    read: async (name) => {
      const entry = entries.get(name);
      if (!entry) return null;
      const head = await view(file, entry.at, 30);
      if (head.getUint32(0, true) !== LOCAL) throw new Error(`damaged: ${name}`);
      const begin = entry.at + 30 + head.getUint16(26, true) + head.getUint16(28, true);
      const bytes = new Uint8Array(await file.slice(begin, begin + entry.size).arrayBuffer());
      if (bytes.byteLength !== entry.size || crc32(bytes) !== entry.crc) throw new Error(`damaged: ${name}`);
      return bytes;
    },
  };
}

async function directory(file) {
  const tailAt = Math.max(0, file.size - END_BYTES - LONGEST_COMMENT);
  const tail = await view(file, tailAt, file.size - tailAt);
  let at = tail.byteLength - END_BYTES;
  while (at >= 0 && tail.getUint32(at, true) !== END) at -= 1;
  if (at < 0) throw new Error("not a ZIP file");
  const listed = await view(file, tail.getUint32(at + 16, true), tail.getUint32(at + 12, true));
  const entries = new Map();
  for (let from = 0; from + 46 <= listed.byteLength && listed.getUint32(from, true) === CENTRAL;) {
    if (listed.getUint16(from + 10, true) !== 0) throw new Error("compressed");
    const labelBytes = listed.getUint16(from + 28, true);
    const name = new TextDecoder().decode(new Uint8Array(listed.buffer, from + 46, labelBytes));
    entries.set(name, { crc: listed.getUint32(from + 16, true), size: listed.getUint32(from + 24, true), at: listed.getUint32(from + 42, true) });
    from += 46 + labelBytes + listed.getUint16(from + 30, true) + listed.getUint16(from + 32, true);
  }
  return entries;
}

async function view(file, at, length) {
  return new DataView(await file.slice(at, at + length).arrayBuffer());
}

/** The head of an entry, local or of the directory; both say the same, the second says where the first is. */
function header(sign, length, { label, crc, size, at }) {
  const head = new DataView(new ArrayBuffer(length));
  const isCentral = sign === CENTRAL;
  const from = isCentral ? 6 : 4;
  head.setUint32(0, sign, true);
  if (isCentral) head.setUint16(4, 20, true);
  head.setUint16(from, 20, true);
  head.setUint16(from + 2, UTF8, true);
  head.setUint16(from + 8, FIRST_DAY, true);
  head.setUint32(from + 10, crc, true);
  head.setUint32(from + 14, size, true);
  head.setUint32(from + 18, size, true);
  head.setUint16(from + 22, label.byteLength, true);
  if (isCentral) head.setUint32(42, at, true);
  return head.buffer;
}
