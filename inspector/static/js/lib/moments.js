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

/** 2026-11-22 14:05, by the wall clock of the device or, with an IANA name, of a place. */
export function dayAndTime(value, zone = null) {
  const date = new Date(value);
  if (zone) {
    const at = Object.fromEntries(new Intl.DateTimeFormat("en-CA", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" })
      .formatToParts(date).map((part) => [part.type, part.value]));
    return `${at.year}-${at.month}-${at.day} ${at.hour}:${at.minute}`;
  }
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockTime(date)}`;
}

/** 1:05 from seconds; tenths only when asked for. */
export function minutes(seconds, { tenths = false } = {}) {
  const whole = Math.floor(seconds);
  const rest = tenths ? `.${Math.floor((seconds - whole) * 10)}` : "";
  return `${Math.floor(whole / 60)}:${two(whole % 60)}${rest}`;
}
