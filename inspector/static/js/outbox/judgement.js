// What an answer of the server means for a waiting record. Decides only; the table is docs/payload.md.

const LONGEST_WAIT_SECONDS = 300;
const LONGEST_EXPONENT = 9;
const RETRY = new Set([408, 425, 429]);
const ATTENTION = new Set([400, 403, 409, 413, 415, 422]);

/**
 * @param {{status: number, redirected: boolean, type: string, ack: string|null, retryAfter: string|null, body: object|null}} answer
 * @param {{id: string, hash: string}} record
 * @returns {{verdict: "acknowledged"|"incomplete"|"retry"|"signed_out"|"attention"|"outdated", receipt?, missing?, waitSeconds?, problem?}}
 */
export function judge(answer, record) {
  const stored = answer.status === 200 || answer.status === 201;
  const ours = !answer.redirected && /^application\/json\b/.test(answer.type ?? "") && answer.body !== null;
  if (stored && ours && answer.body.status === "complete" && answer.ack === `${record.id} ${record.hash}`) {
    return { verdict: "acknowledged", receipt: answer.body };
  }
  if (stored && ours && answer.body.status === "incomplete" && answer.body.id === record.id && Array.isArray(answer.body.missing)) {
    return { verdict: "incomplete", missing: answer.body.missing };
  }
  return refusal(answer);
}

/** The meaning of an answer to a photo; stored or already there is success. */
export function judgePhoto(answer) {
  if ((answer.status === 200 || answer.status === 201) && !answer.redirected) return { verdict: "stored" };
  if (answer.status === 422 && answer.body?.error?.code === "hash_mismatch") return { verdict: "damaged" };
  return refusal(answer);
}

/** Seconds until the next try: full jitter, and never sooner than the server asked. */
export function waitSeconds(attempts, retryAfter, random = Math.random) {
  const ceiling = Math.min(LONGEST_WAIT_SECONDS, 2 ** Math.min(attempts, LONGEST_EXPONENT));
  return Math.max(asked(retryAfter), random() * ceiling);
}

function refusal(answer) {
  if (answer.status === 401) return { verdict: "signed_out" };
  if (answer.status === 426) return { verdict: "outdated" };
  if (ATTENTION.has(answer.status) && !RETRY.has(answer.status)) return { verdict: "attention", problem: problemOf(answer) };
  return { verdict: "retry", retryAfter: answer.retryAfter, problem: problemOf(answer) };
}

function problemOf(answer) {
  const { code = `http_${answer.status}`, message = "" } = answer.body?.error ?? {};
  return { code, message };
}

function asked(retryAfter) {
  const seconds = Number(retryAfter);
  return retryAfter && Number.isFinite(seconds) && seconds > 0 ? seconds : 0;
}
