import assert from "node:assert/strict";
import { test } from "node:test";
import { isKeepable, wayOf } from "../../../inspector/static/js/worker/ways.js";

const HOME = "https://inspector.example";
const way = (path, { method = "GET", mode = "cors", origin = HOME } = {}) => wayOf({ method, mode, url: origin + path }, HOME);

test("each class of address goes its own way", () => {
  assert.equal(way("/assets/abc/js/runner.js"), "asset");
  assert.equal(way("/app", { mode: "navigate" }), "shell");
  assert.equal(way("/app/", { mode: "navigate" }), "shell");
  assert.equal(way("/tasks/5?open=1", { mode: "navigate" }), "page");
  assert.equal(way("/application", { mode: "navigate" }), "page");
  assert.equal(way("/login", { mode: "navigate" }), "page");
});

test("the worker stays out of what is sent, of data, of photos, of itself and of other origins", () => {
  const untouched = [
    way("/api/v1/device/bundle"), way("/api/v1/ping", { mode: "navigate" }), way("/api/v1/device/submissions/x", { method: "PUT" }),
    way("/photos/1"), way("/photos/1/thumb", { mode: "no-cors" }), way("/sw.js"), way("/manifest.webmanifest"),
    way("/login", { method: "POST", mode: "navigate" }), way("/tasks"), way("/app"), way("/assets/abc/js/runner.js", { method: "HEAD" }),
    way("/assets/abc/js/runner.js", { origin: "https://elsewhere.example" }),
  ];
  assert.deepEqual(untouched, untouched.map(() => null));
});

const SCRIPT = { status: 200, type: "basic", redirected: false, headers: new Headers({ "Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "public, max-age=31536000, immutable" }) };
const SHELL = { ...SCRIPT, headers: new Headers({ "Content-Type": "text/html", "X-Inspector-Shell": "1" }) };
const PORTAL = { ...SCRIPT, headers: new Headers({ "Content-Type": "text/html" }) };

test("only our own whole answers are kept", () => {
  assert.ok(isKeepable(SCRIPT, "/assets/abc/js/runner.js"));
  assert.ok(isKeepable(SHELL, "/app"));
});

test("a sign-in page of a Wi-Fi, a redirect, an error and half an answer are not", () => {
  const refused = [
    [PORTAL, "/assets/abc/js/runner.js"], [PORTAL, "/app"], [SHELL, "/assets/abc/js/runner.js"], [SCRIPT, "/app"],
    [{ ...SCRIPT, status: 206 }, "/assets/abc/js/runner.js"], [{ ...SCRIPT, status: 404 }, "/assets/abc/js/runner.js"], [{ ...SHELL, status: 500 }, "/app"],
    [{ ...SCRIPT, redirected: true }, "/assets/abc/js/runner.js"], [{ ...SHELL, redirected: true }, "/app"], [{ ...SHELL, type: "opaqueredirect" }, "/app"],
    [{ ...SCRIPT, type: "cors" }, "/assets/abc/js/runner.js"], [{ ...SCRIPT, type: "opaque" }, "/assets/abc/js/runner.js"],
    [SCRIPT, "/assets/abc/css/app.css"], [SCRIPT, "/assets/abc/data.bin"],
    [{ ...SCRIPT, headers: new Headers({ "Content-Type": "text/javascript" }) }, "/assets/abc/js/runner.js"],
  ];
  for (const [answer, path] of refused) assert.equal(isKeepable(answer, path), false, `${path} ${answer.status} ${answer.type}`);
});
