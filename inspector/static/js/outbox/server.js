// The server as the device sees it: one request, one plain answer; it never throws for a bad answer, only for no answer.

const API = "/api/v1";
/** Without a byte in either direction for so long, a request is given up; a slow one that moves is not. */
export const STALL_MILLISECONDS = 60_000;
const UPGRADE_REQUIRED = 426;
let identity = { build: "dev", device: null };
let tell = { outdated: () => {} };

/** Who is calling: the build of this page and the UUID of this device; and who is told that the server takes nothing from it any more. */
export function introduce(build, device, told = tell) {
  identity = { build, device };
  tell = told;
}

/**
 * @param {string} path  below /api/v1
 * @param {{method?: string, body?: BodyInit, type?: string, grant?: string, etag?: string, headers?: object, onProgress?: (bytes: number) => void}} options
 *   onProgress: hears how many bytes of the body have left; only what is worth watching is sent that way
 * @returns {Promise<{status, redirected, type, ack, retryAfter, etag, offset, isWhole, session, body}>} body is null unless the answer is JSON
 */
export async function ask(path, { method = "GET", body, type, grant, etag, headers: more, onProgress } = {}) {
  const headers = { "X-Inspector-Client": `${identity.build};wire=1`, ...more };
  if (identity.device) headers["X-Inspector-Device"] = identity.device;
  if (type) headers["Content-Type"] = type;
  if (grant) headers.Authorization = `Grant ${grant}`;
  if (etag) headers["If-None-Match"] = etag;
  if (onProgress && globalThis.XMLHttpRequest) {
    const { carry } = await import("./carriage.js");
    return carry(API + path, { method, headers, body, onProgress });
  }
  const patience = stallGuard();
  try {
    const response = await fetch(API + path, {
      method, body, headers,
      cache: "no-store",
      credentials: grant ? "omit" : "same-origin",
      redirect: "manual",
      signal: patience.signal,
    });
    const isElsewhere = response.redirected || response.type === "opaqueredirect";
    return plain(response.status, isElsewhere, (name) => response.headers.get(name), await words(response, patience));
  } finally {
    patience.end();
  }
}

/** The answer as the rules read it. */
export function plain(status, redirected, header, text) {
  if (status === UPGRADE_REQUIRED) tell.outdated();
  const type = header("Content-Type") ?? "";
  return {
    status, redirected, type, body: json(type, text),
    ack: header("X-Inspector-Ack"), retryAfter: header("Retry-After"), etag: header("ETag"), offset: header("Upload-Offset"), isWhole: header("Upload-Complete") === "?1", session: header("X-Inspector-Session"),
  };
}

/** A long answer over a weak network may take its time as long as it comes. */
async function words(response, patience) {
  if (!response.body) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    patience.moved();
    text += decoder.decode(value, { stream: true });
  }
}

function json(type, text) {
  try {
    return type.startsWith("application/json") ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

function stallGuard() {
  const controller = new AbortController();
  const give = () => controller.abort();
  let timer = setTimeout(give, STALL_MILLISECONDS);
  return {
    signal: controller.signal,
    moved: () => {
      clearTimeout(timer);
      timer = setTimeout(give, STALL_MILLISECONDS);
    },
    end: () => clearTimeout(timer),
  };
}
