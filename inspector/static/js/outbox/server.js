// The server as the device sees it: one request, one plain answer; it never throws for a bad answer, only for no answer.

const API = "/api/v1";
const STALL_MILLISECONDS = 60_000;
let identity = { build: "dev", device: null };

/** Who is calling: the build of this page and the UUID of this device. */
export function introduce(build, device) {
  identity = { build, device };
}

/**
 * @param {string} path  below /api/v1
 * @param {{method?: string, body?: BodyInit, type?: string, grant?: string, etag?: string}} options
 * @returns {Promise<{status, redirected, type, ack, retryAfter, etag, session, body}>} body is null unless the answer is JSON
 */
export async function ask(path, { method = "GET", body, type, grant, etag } = {}) {
  const headers = { "X-Inspector-Client": `${identity.build};wire=1` };
  if (identity.device) headers["X-Inspector-Device"] = identity.device;
  if (type) headers["Content-Type"] = type;
  if (grant) headers.Authorization = `Grant ${grant}`;
  if (etag) headers["If-None-Match"] = etag;
  const response = await fetch(API + path, {
    method, body, headers,
    cache: "no-store",
    credentials: grant ? "omit" : "same-origin",
    redirect: "manual",
    signal: patience(),
  });
  const kind = response.headers.get("Content-Type") ?? "";
  return {
    status: response.status,
    redirected: response.redirected || response.type === "opaqueredirect",
    type: kind,
    ack: response.headers.get("X-Inspector-Ack"),
    retryAfter: response.headers.get("Retry-After"),
    etag: response.headers.get("ETag"),
    session: response.headers.get("X-Inspector-Session"),
    body: await read(response, kind),
  };
}

/** JSON or nothing; a body that is something else is drained, so that the connection is free again. */
async function read(response, kind) {
  const words = await response.text();
  try {
    return kind.startsWith("application/json") ? JSON.parse(words) : null;
  } catch {
    return null;
  }
}

function patience() {
  if (AbortSignal.timeout) return AbortSignal.timeout(STALL_MILLISECONDS);
  const controller = new AbortController();
  setTimeout(() => controller.abort(), STALL_MILLISECONDS);
  return controller.signal;
}
