// Which way a request goes, and what may be kept. Decides only; the table is in docs/decisions.md, "The worker".

const KINDS = { js: "text/javascript", css: "text/css", svg: "image/svg+xml", png: "image/png" };

/**
 * asset: from the shelf; shell: the app itself, from the shelf; page: from the network, else the shell says what works.
 * null: the worker stays out of it, as of everything under /api, of photos, of what is sent, of other origins.
 */
export function wayOf({ method, mode, url }, origin) {
  const { origin: asked, pathname } = new URL(url);
  if (method !== "GET" || asked !== origin) return null;
  if (pathname.startsWith("/assets/")) return "asset";
  if (mode !== "navigate" || pathname.startsWith("/api/")) return null;
  return pathname === "/app" || pathname.startsWith("/app/") ? "shell" : "page";
}

/** Only our own whole answer may be kept: not the sign-in page of a Wi-Fi, not what was sent on, not half a file. */
export function isKeepable({ status, type, redirected, headers }, path) {
  if (status !== 200 || type !== "basic" || redirected) return false;
  if (!path.startsWith("/assets/")) return headers.get("X-Inspector-Shell") === "1";
  const kind = KINDS[path.slice(path.lastIndexOf(".") + 1)];
  const isOurs = /\bimmutable\b/.test(headers.get("Cache-Control") ?? "");
  return isOurs && Boolean(kind) && (headers.get("Content-Type") ?? "").startsWith(kind);
}
