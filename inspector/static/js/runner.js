// Wiring of the runner: store, outbox and screens meet here and nowhere else.

import { currentLanguage, preferredLanguage, speak } from "./lib/i18n.js";
import { refreshBundle } from "./outbox/bundle.js";
import { grantOf, renewGrant } from "./outbox/credentials.js";
import { reofferAfterRestore } from "./outbox/reoffer.js";
import { shownState, summary } from "./outbox/queue.js";
import { Sender } from "./outbox/sender.js";
import { introduce } from "./outbox/server.js";
import { RoundScreen } from "./runner/screens/round.js";
import { StartScreen } from "./runner/screens/start.js";
import { TodayScreen } from "./runner/screens/today.js";
import { Shell } from "./runner/shell.js";
import { wishes } from "./runner/wishes.js";
import * as drafts from "./store/drafts.js";
import * as meta from "./store/meta.js";
import * as outbox from "./store/outbox.js";
import * as reference from "./store/reference.js";

const BUILD = /\/assets\/([^/]+)\//.exec(import.meta.url)?.[1] ?? "dev";
const SIGN_IN = "/login?next=/app";
/** What the first answer needs comes at once; the rest is fetched right after the first picture, before anybody gets there. */
const SCREENS = {
  "": () => TodayScreen,
  start: () => StartScreen,
  round: () => RoundScreen,
  review: async () => (await import("./runner/screens/review.js")).ReviewScreen,
  sent: async () => (await import("./runner/screens/sent.js")).SentScreen,
  sync: async () => (await import("./runner/screens/sync.js")).SyncScreen,
};

const sender = new Sender();
let waiting = [];
let isSignedOut = false;
let refreshing = null;

const sync = {
  events: sender,
  summary: () => summary(waiting, { sending: sender.sending, online: sender.online, signedOut: sender.signedOut || isSignedOut }),
  shownState: (record) => shownState(record, sender.sending),
  sendNow: (id) => sender.sendNow(id),
  added: () => count().then(() => sender.wake()),
};

const shell = new Shell(document.getElementById("app"), SCREENS, {
  sync, refresh, signing, signIn: SIGN_IN, isSignedOut: () => isSignedOut,
});

async function start() {
  const device = await meta.deviceId();
  introduce(BUILD, device);
  shell.bundle = (await reference.bundle()).bundle ?? null;
  await chooseWords();
  sender.addEventListener("change", count);
  await count();
  await shell.start();
  for (const load of Object.values(SCREENS)) load();
  sender.start();
  window.addEventListener("online", refresh);
  await refresh();
  await tidy();
}

/** Who asks while an answer is on its way waits for that one: on a weak network a bundle is not fetched twice. */
function refresh() {
  refreshing ??= fetchBundle().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** Fetch the bundle; renew the grant while the session lives. */
async function fetchBundle() {
  const { bundle, isSignedOut: isOut, isReached } = await refreshBundle();
  isSignedOut = isOut;
  sender.online = isReached;
  shell.bundle = bundle;
  if (bundle) await chooseWords();
  if (bundle && isReached && !isOut) {
    await reofferAfterRestore(bundle.epoch, bundle.account.id).catch(() => null);
    sender.signedIn(bundle.account.id);
    await renewGrant(bundle.account.id, navigator.userAgent.slice(0, 80)).catch(() => null);
  }
  shell.paint();
}

async function chooseWords() {
  const wanted = preferredLanguage({ chosen: wishes().language, account: shell.bundle?.language, cookie: document.cookie, accepted: navigator.languages });
  if (wanted !== currentLanguage() || wanted === "en") await speak(wanted);
  shell.wishes = { ...shell.wishes, language: wanted };
  document.documentElement.lang = wanted === "zh" ? "zh-CN" : "en";
}

async function count() {
  waiting = await outbox.waiting();
  shell.paint();
}

/** What a submission says about the device that made it. */
async function signing(authorId) {
  const grant = await grantOf(authorId);
  const client = { build: BUILD, tz: Intl.DateTimeFormat().resolvedOptions().timeZone, skew_ms: (await meta.get("skew_ms")) ?? 0, device_id: await meta.deviceId() };
  return { grantId: grant?.id ?? null, client };
}

async function tidy() {
  await meta.keepReserve().catch(() => null);
  await outbox.clearOld(Date.now());
  await drafts.forgetDocuments();
  await navigator.storage?.persist?.();
}

start();
