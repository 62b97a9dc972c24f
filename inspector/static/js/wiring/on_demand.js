// What the first answer does not need: each screen and what it says, fetched a little later, before anybody gets there.

import { learn } from "../lib/i18n.js";
import { RoundScreen } from "../runner/screens/round.js";
import { StartScreen } from "../runner/screens/start.js";
import { TodayScreen } from "../runner/screens/today.js";

const REST_MILLISECONDS = 3000;
/** What the first answer needs comes at once; the rest is fetched a little later. */
export const SCREENS = {
  "": () => TodayScreen,
  start: () => StartScreen,
  round: () => RoundScreen,
  review: async () => (await import("../runner/screens/review.js")).ReviewScreen,
  sent: async () => (await import("../runner/screens/sent.js")).SentScreen,
  scan: async () => (await import("../runner/screens/scan.js")).ScanScreen,
  sort: async () => (await import("../runner/screens/sort.js")).SortScreen,
  sync: async () => (await import("../runner/screens/sync.js")).SyncScreen,
  tasks: async () => (await import("../runner/screens/tasks.js")).TasksScreen,
  away: async () => (await import("../runner/screens/away.js")).AwayScreen,
};

/** Who holds the tablet: the door, the sheets, the session. */
export const PEOPLE = {
  words: () => learn("people"),
  door: () => import("../runner/screens/door.js"),
  holder: () => import("../runner/screens/holder.js"),
  session: () => import("../outbox/session.js"),
};

/** What carries a finished round, and the words for how it stands. */
const SENDING = {
  words: () => learn("sync"),
  uploader: () => import("../outbox/uploader.js"),
  carriage: () => import("../outbox/carriage.js"),
  pieces: () => import("../outbox/pieces.js"),
  evidence: () => import("../runner/screens/evidence_actions.js"),
};

let resting = null;

/** What was not needed yet, for the day there is no network; it never competes with the first answer, nor with the door. */
export function fetchTheRestSoon(isAtDoor) {
  clearTimeout(resting);
  resting = setTimeout(() => (isAtDoor() ? fetchTheRestSoon(isAtDoor) : fetchTheRest()), REST_MILLISECONDS);
}

function fetchTheRest() {
  for (const load of [SCREENS, PEOPLE, SENDING].flatMap(Object.values)) load().catch?.(() => null);
}

/** Beside the first answer, not before it. */
export function atRest(work) {
  setTimeout(work, REST_MILLISECONDS);
}
