// A PIN of four digits as this device keeps it: a salt and a slow hash, never the digits; and a key for what only its owner may open.

export const PIN_DIGITS = 4;
const LEAST_ROUNDS = 100_000;
const MOST_ROUNDS = 2_000_000;
const TRIAL_ROUNDS = 20_000;
const WANTED_MILLISECONDS = 300;
const HALF_BITS = 256;
const SALT_BYTES = 16;
const IV_BYTES = 12;

/** Digits that anybody would try first: all the same, or one after the other. */
export function isGuessable(pin) {
  const steps = new Set([...pin].slice(1).map((digit, index) => Number(digit) - Number(pin[index])));
  return steps.size === 1 && [-1, 0, 1].includes([...steps][0]);
}

/**
 * A new PIN. The count of rounds is measured here, so that a try takes about a third of a second on this device.
 * @returns {Promise<{secret: {salt: Uint8Array, rounds: number, verifier: string}, key: CryptoKey}>} key: opens what was sealed for its owner
 */
export async function secretOf(pin, rounds = null) {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const counted = rounds ?? (await measuredRounds());
  const { verifier, key } = await derived(pin, salt, counted);
  return { secret: { salt, rounds: counted, verifier }, key };
}

/** The key of the owner when the PIN is right, else null. */
export async function keyFor(pin, { salt, rounds, verifier }) {
  const found = await derived(pin, salt, rounds);
  return found.verifier === verifier ? found.key : null;
}

export async function sealed(key, words) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(words)) };
}

/** The words that were sealed, or null when they were sealed under another PIN. */
export async function unsealed(key, { iv, bytes }) {
  try {
    return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes));
  } catch {
    return null;
  }
}

/** Half of what is derived is compared, the other half is the key: who reads the one learns nothing of the other. */
async function derived(pin, salt, rounds) {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds }, base, 2 * HALF_BITS);
  const verifier = Array.from(new Uint8Array(bits, 0, HALF_BITS / 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const key = await crypto.subtle.importKey("raw", bits.slice(HALF_BITS / 8), "AES-GCM", false, ["encrypt", "decrypt"]);
  return { verifier, key };
}

async function measuredRounds() {
  const began = performance.now();
  await derived("0000", new Uint8Array(SALT_BYTES), TRIAL_ROUNDS);
  const wanted = (TRIAL_ROUNDS * WANTED_MILLISECONDS) / Math.max(1, performance.now() - began);
  return Math.round(Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, wanted)));
}
