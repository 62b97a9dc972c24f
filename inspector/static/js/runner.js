// Wiring of the runner: store, outbox and screens meet here and nowhere else.

import { currentLanguage, learn, preferredLanguage, speak } from "./lib/i18n.js";
import { refreshBundle } from "./outbox/bundle.js";
import { grantOf, renewGrant } from "./outbox/credentials.js";
import { reofferAfterRestore } from "./outbox/reoffer.js";
import { shownState, summary } from "./outbox/queue.js";
import { Sender } from "./outbox/sender.js";
import { introduce } from "./outbox/server.js";
import { Keeper } from "./runner/keeper.js";
import { RoundScreen } from "./runner/screens/round.js";
import { StartScreen } from "./runner/screens/start.js";
import { TodayScreen } from "./runner/screens/today.js";
import { Shell } from "./runner/shell.js";
import { initials } from "./runner/starting.js";
import { wishes } from "./runner/wishes.js";
import * as drafts from "./store/drafts.js";
import * as meta from "./store/meta.js";
import * as outbox from "./store/outbox.js";

const BUILD = /\/assets\/([^/]+)\//.exec(import.meta.url)?.[1] ?? "dev";
const SIGN_IN = "/login?next=/app";
const REST_MILLISECONDS = 3000;
const WAY_BACK_MILLISECONDS = 6 * 3_600_000;
/** What the first answer needs comes at once; the rest is fetched a little later, before anybody gets there. */
const SCREENS = {
  "": () => TodayScreen,
  start: () => StartScreen,
  round: () => RoundScreen,
  review: async () => (await import("./runner/screens/review.js")).ReviewScreen,
  sent: async () => (await import("./runner/screens/sent.js")).SentScreen,
  sort: async () => (await import("./runner/screens/sort.js")).SortScreen,
  sync: async () => (await import("./runner/screens/sync.js")).SyncScreen,
  tasks: async () => (await import("./runner/screens/tasks.js")).TasksScreen,
};

/** Who holds the tablet: the door, the sheets, the session. */
const PEOPLE = {
  words: () => learn("people"),
  door: () => import("./runner/screens/door.js"),
  holder: () => import("./runner/screens/holder.js"),
  session: () => import("./outbox/session.js"),
};

const sender = new Sender();
const keeper = new Keeper();
let waiting = []; // of who holds the tablet
let othersWaiting = 0;
let isSignedOut = false;
let refreshing = null;
let resting = null;
let lastHolder = null;
let isLent = false; // the session of this moment was given to carry what waits, not to take the tablet

const sync = {
  events: sender,
  summary: () => ({
    ...summary(waiting, { sending: sender.sending, online: sender.online, signedOut: waiting.some((record) => record.problem?.code === "signed_out") }),
    others: othersWaiting, holder: keeper.profile && { name: keeper.profile.name, short: initials(keeper.profile.name) },
  }),
  shownState: (record) => shownState(record, sender.sending),
  sendNow: async (id) => {
    if (await hasCommands()) await (await import("./outbox/commands.js")).release(id);
    return sender.sendNow(id);
  },
  commands,
  added: () => count().then(() => sender.wake()),
};

const shell = new Shell(document.getElementById("app"), SCREENS, {
  sync, keeper, refresh, signing, door, asked, unlocked, signInHere, signOutHere, reportDiscard, grantOf, signIn: SIGN_IN, isSignedOut: () => isSignedOut,
});

async function start() {
  const device = await meta.deviceId();
  introduce(BUILD, device);
  await keeper.start(() => wishes().site);
  lastHolder = keeper.id ?? keeper.wanted;
  take();
  await chooseWords();
  sender.addEventListener("change", count);
  sender.followers.push(sendCommands);
  await count();
  await shell.start();
  keeper.addEventListener("change", handedOver);
  fetchTheRestSoon();
  sender.start();
  window.addEventListener("online", refresh);
  await refresh();
  await tidy();
}

/** What was not needed yet, for the day there is no network; it never competes with the first answer. */
function fetchTheRestSoon() {
  clearTimeout(resting);
  resting = setTimeout(fetchTheRest, REST_MILLISECONDS);
}

function fetchTheRest() {
  if (door()) return fetchTheRestSoon();
  for (const load of [...Object.values(SCREENS), ...Object.values(PEOPLE)]) load().catch?.(() => null);
  return undefined;
}

/** Who asks while an answer is on its way waits for that one: on a weak network a bundle is not fetched twice. */
function refresh() {
  refreshing ??= fetchBundle().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

/** Fetch the bundle; renew the grant while the session lives. A session that should be over is ended first. */
async function fetchBundle() {
  if (await meta.get("session_ends")) await (await PEOPLE.session()).follow(keeper.profile);
  const { bundle, session, isSignedOut: isOut, isReached } = await refreshBundle(keeper.id);
  isSignedOut = isOut;
  sender.online = isReached;
  if (isReached) await meta.put("session", bundle && { mark: session, account_id: bundle.account.id });
  if (bundle) {
    await keeper.arrived(bundle, session, { isLent });
    take();
    await chooseWords();
    await reofferAfterRestore(bundle.epoch, bundle.account.id).catch(() => null);
    sender.signedIn(bundle.account.id);
    await renewGrant(bundle.account.id, navigator.userAgent.slice(0, 80)).catch(() => null);
  }
  shell.paint();
}

async function chooseWords() {
  const wanted = preferredLanguage({ chosen: wishes().language, account: shell.bundle?.language ?? keeper.language, cookie: document.cookie, accepted: navigator.languages });
  if (wanted !== currentLanguage() || wanted === "en") await speak(wanted);
  shell.wishes = { ...shell.wishes, language: wanted };
  document.documentElement.lang = wanted === "zh" ? "zh-CN" : "en";
}

async function count() {
  const all = [...(await outbox.waiting()), ...(await commands()).filter((command) => command.state !== "acknowledged")];
  waiting = all.filter((record) => record.about.author_id === keeper.id);
  othersWaiting = all.length - waiting.length;
  shell.paint();
}

/** What was done with tasks on this device; the modules for it are fetched only where something was. */
async function commands() {
  return (await hasCommands()) ? (await import("./store/commands.js")).all() : [];
}

function hasCommands() {
  return meta.get("command_seq");
}

async function sendCommands(accountId) {
  return (await hasCommands()) ? (await import("./outbox/commands.js")).sendCommands({ accountId }) : null;
}

// Who holds the tablet

/** What the screens know of who holds it. */
function take() {
  shell.holder = keeper.profile;
  shell.bundle = keeper.bundle;
}

async function handedOver() {
  const isAnother = lastHolder !== null && keeper.id !== null && lastHolder !== keeper.id;
  lastHolder = keeper.id ?? lastHolder;
  take();
  if (isAnother) history.replaceState(null, "", "#/"); // where the one before was is nobody else's to see
  await chooseWords();
  await count();
  await shell.reopen();
}

/** The screen that stands before all others while nobody holds the tablet, or whoever does has no PIN yet. */
function door() {
  if (!keeper.isLocked && !keeper.needsPin) return null;
  return () => people("door", "DoorScreen");
}

async function people(name, what) {
  await PEOPLE.words();
  return (await PEOPLE[name]())[what];
}

async function asked(what) {
  const HolderDialog = await people("holder", "HolderDialog");
  shell.openDialog(new HolderDialog(shell, what));
}

/** After a right PIN: the session follows, as far as there is a network; nobody waits for it. */
async function unlocked(profile, key) {
  const { follow, keepWayBack } = await PEOPLE.session();
  const session = await meta.get("session");
  if (session && session.account_id !== profile.id) await follow(profile, key);
  await refresh();
  if ((await meta.get("session"))?.account_id === profile.id && isWayBackOld(keeper.profile)) await keepWayBack(profile.id, key);
}

function isWayBackOld(profile) {
  return !profile?.ticket || Date.now() - profile.ticket.at > WAY_BACK_MILLISECONDS;
}

/** Sign in without leaving the page. Resolves with null, or with why not. isLent: the tablet stays with who holds it. */
async function signInHere({ name, password }, { isLent: isLending }) {
  const { signIn } = await PEOPLE.session();
  const { isIn, problem, seconds } = await signIn(name, password);
  if (!isIn) return { problem, seconds };
  isLent = isLending;
  await refreshing;
  await refresh();
  isLent = false;
  return null;
}

/** Lock, take reference data and the way back off the device, end the session; what waits stays. */
async function signOutHere() {
  const { signOut } = await PEOPLE.session();
  await keeper.signOut();
  await signOut();
}

async function reportDiscard(records, how) {
  const { reportDiscard: report } = await PEOPLE.session();
  return report(records, how);
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
  if (await hasCommands()) await (await import("./store/commands.js")).clearOld(Date.now());
  await drafts.forgetDocuments();
  await navigator.storage?.persist?.();
}

start();
