/** Exact rational numbers: pairs of BigInts in lowest terms, the sign on top; the device's equal of a Fraction. */

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?$/;
const MOST_CHARACTERS = 24;
const POINT_PLACES = 3;

export const ZERO = { n: 0n, d: 1n };
export const ONE = { n: 1n, d: 1n };
export const HUNDRED = { n: 100n, d: 1n };

/** True for "12", "-0.5" and numbers that print like that; an exponent is no decimal here, nor is a figure of 25 characters. */
export const isDecimal = (value) =>
  (typeof value === "string" || typeof value === "number") && String(value).length <= MOST_CHARACTERS && DECIMAL.test(value);

/** Read a decimal from its text ("12.5"), never through binary floating point. Throws RangeError on anything else. */
export function rational(value) {
  const match = DECIMAL.exec(String(value));
  if (!match) throw new RangeError(`not a decimal: ${value}`);
  const [, sign, whole, part = ""] = match;
  const n = BigInt(whole + part);
  return reduced(sign === "-" ? -n : n, 10n ** BigInt(part.length));
}

export const ofInteger = (count) => ({ n: BigInt(count), d: 1n });

export function add(a, b) {
  return a.d === b.d ? reduced(a.n + b.n, a.d) : reduced(a.n * b.d + b.n * a.d, a.d * b.d);
}

export const negate = (a) => ({ n: -a.n, d: a.d });
export const subtract = (a, b) => add(a, negate(b));
export const multiply = (a, b) => reduced(a.n * b.n, a.d * b.d);
export const sum = (values) => values.reduce(add, ZERO);

/** a / b. Throws RangeError when b is zero: whoever divides decides first what nothing means. */
export function divide(a, b) {
  if (b.n === 0n) throw new RangeError("division by zero");
  return b.n < 0n ? reduced(-a.n * b.d, -b.n * a.d) : reduced(a.n * b.d, a.d * b.n);
}

/** Below, equal, above: -1, 0, 1. */
export function compare(a, b) {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : Number(left > right);
}

export const least = (a, b) => (compare(b, a) < 0 ? b : a);
export const greatest = (a, b) => (compare(b, a) > 0 ? b : a);
export const isPositive = (a) => a.n > 0n;
export const isZero = (a) => a.n === 0n;

/** The greatest multiple of 10^-places that is not above `a`. */
export function floorTo(a, places) {
  const unit = 10n ** BigInt(places);
  return reduced(floorDivide(a.n * unit, a.d), unit);
}

/** Rounded half up (a half goes towards plus infinity) to `places` decimals. */
export const roundTo = (a, places) => reduced(halfUp(a, places), 10n ** BigInt(places));

/** "75.0": half up, always with `places` digits. */
export function fixed(a, places) {
  const scaled = halfUp(a, places);
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(places + 1, "0");
  const cut = digits.length - places;
  return (scaled < 0n ? "-" : "") + digits.slice(0, cut) + (places ? `.${digits.slice(cut)}` : "");
}

/** "0.333", "9": points half up to three places, without digits that are not needed. */
export const plain = (a) => fixed(a, POINT_PLACES).replace(/\.?0+$/, "");

/** "1/3", "9": the exact figure for the trace. */
export const exact = (a) => (a.d === 1n ? String(a.n) : `${a.n}/${a.d}`);

/** Can the figure be written with so many decimals? */
export const isExactAt = (a, places) => 10n ** BigInt(places) % a.d === 0n;

function reduced(n, d) {
  if (d === 1n) return { n, d };
  let a = n < 0n ? -n : n;
  let b = d;
  while (b) [a, b] = [b, a % b];
  return { n: n / a, d: d / a };
}

/** How many times 10^-places, half up. */
const halfUp = (a, places) => floorDivide(2n * a.n * 10n ** BigInt(places) + a.d, 2n * a.d);

function floorDivide(n, d) {
  const quotient = n / d;
  return n < 0n && quotient * d !== n ? quotient - 1n : quotient;
}
