// The worker of the installed app: opens it without a network and touches nothing else. The server puts `release` before it (pwa/release.py).

import { Shelf } from "./worker/shelf.js";
import { wayOf } from "./worker/ways.js";

const shelf = new Shelf(self.release, { caches, fetch: (request) => fetch(request) });
const ANSWERS = {
  asset: (event) => shelf.asset(event.request),
  shell: (event) => shelf.shell(event.request),
  page: (event) => fetch(event.request).catch((error) => shelf.shellOr(error)),
};

// A new version waits until it is asked for: under an open round nothing may change.
self.addEventListener("install", (event) => event.waitUntil(shelf.fill()));
self.addEventListener("activate", (event) => event.waitUntil(shelf.clearOthers().then(() => self.clients.claim())));
self.addEventListener("message", (event) => event.data === "apply" && self.skipWaiting());

// The network is back: pages that are open send by themselves, one of them at a time (outbox/watch.js); the worker sends nothing.
self.addEventListener("sync", (event) => event.waitUntil(wake(event.tag)));

self.addEventListener("fetch", (event) => {
  const way = wayOf(event.request, self.location.origin);
  if (way) event.respondWith(ANSWERS[way](event));
});

async function wake(type) {
  for (const page of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) page.postMessage({ type });
}
