import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { crc32, openZip, ZipWriter } from "../../../inspector/static/js/lib/zip.js";

const bytes = (text) => new TextEncoder().encode(text);

function example() {
  const zip = new ZipWriter();
  zip.add("records/一.json", bytes('{"a":1}'));
  zip.add("empty", new Uint8Array());
  zip.add("photos/x", crypto.getRandomValues(new Uint8Array(60_000)));
  return zip.end();
}

test("the checksum is the one everybody uses", () => {
  assert.equal(crc32(bytes("123456789")), 0xcbf43926);
});

test("what was put in comes out byte for byte, also names in Chinese and nothing at all", async () => {
  const zip = await openZip(example());
  assert.deepEqual(zip.names, ["records/一.json", "empty", "photos/x"]);
  assert.equal(new TextDecoder().decode(await zip.read("records/一.json")), '{"a":1}');
  assert.equal((await zip.read("empty")).byteLength, 0);
  assert.equal((await zip.read("photos/x")).byteLength, 60_000);
  assert.equal(await zip.read("not there"), null);
});

test("another program finds the file whole", async () => {
  const folder = mkdtempSync(join(tmpdir(), "inspector-zip-"));
  try {
    const path = join(folder, "a.zip");
    writeFileSync(path, new Uint8Array(await example().arrayBuffer()));
    const check = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print('|'.join(z.namelist()))";
    const run = spawnSync("python3", ["-c", check, path], { encoding: "utf8", env: { ...process.env, PYTHONIOENCODING: "utf-8" } });
    assert.equal(run.stdout.trim(), "records/一.json|empty|photos/x", run.stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a damaged file says so, and so does one that is no ZIP", async () => {
  const whole = new Uint8Array(await example().arrayBuffer());
  whole[48] ^= 1;
  await assert.rejects((await openZip(new Blob([whole]))).read("records/一.json"), /damaged/);
  await assert.rejects(openZip(new Blob([bytes("no zip at all")])), /not a ZIP/);
  await assert.rejects(openZip(new Blob([])), /not a ZIP/);
});
