// Who may hold the tablet, and until when. Decides only.

import { shiftNow, siteTime } from "./starting.js";

export const MOST_TRIES = 5;
const FREE_TRIES = 2;
const WAITS_SECONDS = [5, 30]; // after the third and the fourth wrong PIN
const MINUTE = 60_000;
/** A new shift asks for the PIN once the tablet has lain still so long, never between two taps. */
const SHIFT_REST_MINUTES = 2;

/** The shift of a site at a moment, as a text that differs between shifts; null where nothing is known of the site. */
export function shiftKey(site, now) {
  return site ? `${siteTime(site, new Date(now)).businessDay}/${shiftNow(site, new Date(now))}` : null;
}

/**
 * Why the tablet asks for a PIN now: "nobody" | "idle" | "shift", or null when whoever held it may go on.
 * @param {{holder: import("../store/profiles.js").Holder|null, site: object|null, idleMinutes: number, now: number}} facts
 *   site: the one at which the holder unlocked. A clock that was put back counts as time that has passed.
 */
export function lockReason({ holder, site, idleMinutes, now }) {
  if (!holder) return "nobody";
  const rested = Math.abs(now - holder.active_at);
  if (rested > idleMinutes * MINUTE) return "idle";
  const shift = shiftKey(site, now);
  if (rested > SHIFT_REST_MINUTES * MINUTE && shift && holder.shift && shift !== holder.shift) return "shift";
  return null;
}

/** Seconds until the next PIN is heard; Infinity when only a sign-in helps. */
export function secondsToTry({ tries, tried_at }, now) {
  if (tries >= MOST_TRIES) return Infinity;
  if (tries <= FREE_TRIES) return 0;
  const left = WAITS_SECONDS[tries - FREE_TRIES - 1] - Math.abs(now - tried_at) / 1000;
  return Math.max(0, Math.ceil(left));
}

/** After a sign-in: whoever forgot the PIN, or typed it wrong too often, chooses another. */
export function asksNewPin({ forgot, tries }) {
  return Boolean(forgot) || tries >= MOST_TRIES;
}

/** Who is likely to take the tablet next: those on duty in this shift, then whoever held it last. */
export function likelyFirst(profiles, site, now) {
  const present = shiftKey(site, now);
  const isOn = (profile) => profile.on_duty.some((one) => `${one.day}/${one.shift_id}` === present);
  return [...profiles].sort((one, other) => Number(isOn(other)) - Number(isOn(one)) || other.unlocked_at - one.unlocked_at);
}

/** In which shifts a person stands on the duty maps of a bundle. */
export function dutiesOf(bundle) {
  const own = `staff:${bundle.account.staff_id}`;
  return bundle.sites.flatMap((site) => (site.duty ?? [])
    .filter((map) => map.source === "saved" && map.entries.some((entry) => entry.staff === own && entry.present))
    .map((map) => ({ day: map.business_day, shift_id: map.shift_id })));
}

/** Whether a round that was paused for a guest opens with one tap. */
export function opensByTap(pausedAt, guestMinutes, now) {
  return guestMinutes > 0 && Math.abs(now - pausedAt) <= guestMinutes * MINUTE;
}
