import "fake-indexeddb/auto";
import assert from "node:assert/strict";
import { test } from "node:test";
import { bringPictures, named } from "../../../inspector/static/js/outbox/pictures.js";
import * as profiles from "../../../inspector/static/js/store/profiles.js";
import * as reference from "../../../inspector/static/js/store/reference.js";

const bytes = (text) => new TextEncoder().encode(text).buffer;
const bundle = (...photos) => ({ account: { id: 5 }, sites: [{ tasks: photos.map((photo) => ({ photo })), open_findings: [{ photo: photos[0] }, { photo: null }] }] });

test("each photo is named once, and no more than a tablet should carry", () => {
  assert.deepEqual(named(bundle("/photos/1/thumb", "/photos/2/thumb")), ["/photos/1/thumb", "/photos/2/thumb"]);
  assert.equal(named(bundle(...Array.from({ length: 90 }, (_, n) => `/photos/${n}/thumb`))).length, 60);
});

test("what is here is not fetched again, what is done with goes, what does not come is tried with the next bundle", async () => {
  const asked = [];
  const bring = async (address) => {
    asked.push(address);
    if (address.includes("/9/")) throw new TypeError("no network");
    return address.includes("/8/") ? new ArrayBuffer(50 * 1024) : bytes(address);
  };
  await bringPictures(bundle("/photos/1/thumb", "/photos/8/thumb", "/photos/9/thumb"), bring);
  assert.deepEqual([...(await reference.pictures(5)).keys()], ["/photos/1/thumb"]);
  await bringPictures(bundle("/photos/2/thumb", "/photos/1/thumb"), bring);
  assert.deepEqual([...(await reference.pictures(5)).keys()], ["/photos/1/thumb", "/photos/2/thumb"]);
  assert.equal(asked.filter((address) => address === "/photos/1/thumb").length, 1);
  await bringPictures(bundle("/photos/2/thumb"), bring);
  assert.deepEqual([...(await reference.pictures(5)).keys()], ["/photos/2/thumb"]);
});

test("they leave with their person, and nobody else's do", async () => {
  await reference.keepPictures(6, new Set(["/photos/3/thumb"]), new Map([["/photos/3/thumb", bytes("x")]]));
  await profiles.change(5, {});
  await profiles.signOut(5);
  assert.equal((await reference.pictures(5)).size, 0);
  assert.equal((await reference.pictures(6)).size, 1);
});
