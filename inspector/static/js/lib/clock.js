// Three clocks: the device's own, the server's as far as it is known here, and one that never jumps back while the page lives.

let skewMilliseconds = 0;

/** How far the server's clock is ahead of this device's, in milliseconds. */
export function setSkew(milliseconds) {
  skewMilliseconds = Number.isFinite(milliseconds) ? milliseconds : 0;
}

export function skew() {
  return skewMilliseconds;
}

/** Now by the server's clock: what a day, a shift and an age are told by. */
export function correctedNow() {
  return Date.now() + skewMilliseconds;
}

/** Milliseconds for durations: began as the wall clock stood when the page opened, and only ever goes forward. */
export function steadyNow() {
  return performance.timeOrigin + performance.now();
}
