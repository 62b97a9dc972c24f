// Moments: how an instant of the device is written on the wire and shown to a person.

const two = (number) => String(number).padStart(2, "0");

/** ISO 8601 with milliseconds and the offset of the device. */
export function moment(date = new Date(), offsetMinutes = -date.getTimezoneOffset()) {
  const local = new Date(date.getTime() + offsetMinutes * 60_000);
  const sign = offsetMinutes < 0 ? "-" : "+";
  const size = Math.abs(offsetMinutes);
  return `${local.toISOString().slice(0, -1)}${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** 14:05, as the wall clock of the device shows it. */
export function clockTime(value) {
  const date = new Date(value);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** 2026-11-22 14:05. */
export function dayAndTime(value) {
  const date = new Date(value);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockTime(date)}`;
}

/** 1:05 from seconds; tenths only when asked for. */
export function minutes(seconds, { tenths = false } = {}) {
  const whole = Math.floor(seconds);
  const rest = tenths ? `.${Math.floor((seconds - whole) * 10)}` : "";
  return `${Math.floor(whole / 60)}:${two(whole % 60)}${rest}`;
}
