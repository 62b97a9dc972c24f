// What an answer of the server means for a waiting record. Decides only; the table is docs/payload.md.

const LONGEST_WAIT_SECONDS = 300;
const LONGEST_EXPONENT = 9;
const LONGEST_ASKED_SECONDS = 3_600;
const RETRY_AFTER_SLACK = 0.1; // so that tablets told the same moment do not come at the same moment
const RETRY = new Set([408, 425, 429]);
const ATTENTION = new Set([400, 403, 409, 413, 415, 422]);
/** Answers that speak of the server or of the way to it, not of this record: the whole queue rests. */
const OF_THE_SERVER = new Set([0, 408, 425, 429, 502, 503, 504, 507, 511]);

/**
 * @param {{status: number, redirected: boolean, type: string, ack: string|null, retryAfter: string|null, body: object|null}} answer
 * @param {{id: string, hash: string}} record
 * @returns {{verdict: "acknowledged"|"incomplete"|"retry"|"signed_out"|"attention"|"outdated", receipt?, missing?, rests?, problem?}}
 */
export function judge(answer, record) {
  const ours = isStored(answer) && isOurs(answer);
  if (ours && answer.body.status === "complete" && answer.ack === `${record.id} ${record.hash}`) {
    return { verdict: "acknowledged", receipt: answer.body };
  }
  if (ours && answer.body.status === "incomplete" && answer.body.id === record.id && Array.isArray(answer.body.missing)) {
    return { verdict: "incomplete", missing: answer.body.missing };
  }
  return refusal(answer);
}

/** The meaning of an answer to a whole photo: only our own word that it is stored counts, not any 200. */
export function judgePhoto(answer, sha) {
  if (isStored(answer) && isOurs(answer) && answer.body.stored === true && answer.body.sha256 === sha) return { verdict: "stored" };
  return judgePart(answer);
}

/** The meaning of an answer that does not take a part of a photo. */
export function judgePart(answer) {
  if (answer.status === 422 && answer.body?.error?.code === "hash_mismatch") return { verdict: "damaged" };
  return refusal(answer);
}

/** Seconds until the next try: what the server asked for, at most a tenth later; else full jitter. */
export function waitSeconds(attempts, retryAfter, random = Math.random, now = Date.now()) {
  const asked = secondsAsked(retryAfter, now);
  if (asked > 0) return Math.min(asked, LONGEST_ASKED_SECONDS) * (1 + RETRY_AFTER_SLACK * random());
  return random() * Math.min(LONGEST_WAIT_SECONDS, 2 ** Math.min(attempts, LONGEST_EXPONENT));
}

function isStored(answer) {
  return answer.status === 200 || answer.status === 201;
}

function isOurs(answer) {
  return !answer.redirected && /^application\/json\b/.test(answer.type ?? "") && answer.body !== null;
}

function refusal(answer) {
  if (answer.status === 401) return { verdict: "signed_out" };
  if (answer.status === 426) return { verdict: "outdated" };
  if (ATTENTION.has(answer.status) && !RETRY.has(answer.status)) return { verdict: "attention", problem: problemOf(answer) };
  const isForeign = answer.status < 400 && !isOurs(answer); // a page of somebody else's network, answered in our name
  const rests = OF_THE_SERVER.has(answer.status) || isForeign;
  return { verdict: "retry", retryAfter: answer.retryAfter, rests, problem: isForeign ? { code: "not_ours", message: "" } : problemOf(answer) };
}

function problemOf(answer) {
  const { code = `http_${answer.status}`, message = "" } = answer.body?.error ?? {};
  return { code, message };
}

/** Retry-After in seconds, whether it is a number or a date; 0 when there is none. */
function secondsAsked(retryAfter, now) {
  if (!retryAfter) return 0;
  const seconds = Number(retryAfter);
  const asked = Number.isFinite(seconds) ? seconds : (Date.parse(retryAfter) - now) / 1000;
  return Math.max(0, asked) || 0;
}
