import assert from "node:assert/strict";
import { test } from "node:test";
import { learn, preferredLanguage, speak, t, text } from "../../../inspector/static/js/lib/i18n.js";
import { minutes, moment } from "../../../inspector/static/js/lib/moments.js";

test("a sentence is said in Chinese with its figures in place, and in English where no word is known", async () => {
  await speak("zh", async () => ({ default: { "Waiting: %(count)s": "待上传：%(count)s" } }));
  assert.equal(t("Waiting: %(count)s", { count: 3 }), "待上传：3");
  assert.equal(t("Unknown sentence"), "Unknown sentence");
  assert.equal(text({ zh: "地面", en: "Floor" }), "地面");
  assert.equal(text({ en: "Floor" }), "Floor");
  await speak("en");
  assert.equal(text({ zh: "地面" }), "地面");
  assert.equal(text("plain"), "plain");
  assert.equal(text(null), "");
});

test("words that a screen brought with it are known in the other language too, when it is changed on that screen", async () => {
  const words = { zh: { Floor: "地面" }, "tasks-zh": { Accept: "接受" } };
  const load = async (path) => ({ default: words[path] });
  await speak("en");
  await learn("tasks", load);
  await speak("zh", load);
  assert.deepEqual([t("Floor"), t("Accept")], ["地面", "接受"]);
  await speak("en", load);
  assert.equal(t("Accept"), "Accept");
});

test("the device's own choice wins, then the account, the cookie, the browser", () => {
  const wishes = { chosen: null, account: "zh", cookie: "a=1; inspector_language=en", accepted: ["en-GB"] };
  assert.equal(preferredLanguage({ ...wishes, chosen: "en" }), "en");
  assert.equal(preferredLanguage(wishes), "zh");
  assert.equal(preferredLanguage({ ...wishes, account: undefined }), "en");
  assert.equal(preferredLanguage({ chosen: null, accepted: ["fr", "zh-CN", "en"] }), "zh");
});

test("a moment carries milliseconds and the offset of the device", () => {
  const instant = new Date("2026-11-22T04:03:11.250Z");
  assert.equal(moment(instant, 480), "2026-11-22T12:03:11.250+08:00");
  assert.equal(moment(instant, -210), "2026-11-22T00:33:11.250-03:30");
  assert.equal(Date.parse(moment(instant, 480)), instant.getTime());
});

test("seconds are shown as a stopwatch shows them", () => {
  assert.equal(minutes(65), "1:05");
  assert.equal(minutes(4.97, { tenths: true }), "0:04.9");
});
