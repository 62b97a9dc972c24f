// Wiring of the runner: store, outbox and screens meet here and nowhere else.

<<<<<<< Updated upstream
import { currentLanguage, learn, preferredLanguage, speak } from "./lib/i18n.js";
=======
import { correctedNow, setSkew, skew } from "./lib/clock.js";
import { currentLanguage, preferredLanguage, speak } from "./lib/i18n.js";
>>>>>>> Stashed changes
import { refreshBundle } from "./outbox/bundle.js";
import { grantOf, renewGrant } from "./outbox/credentials.js";
import { shownPhotoState, shownState, summary } from "./outbox/queue.js";
import { Sender } from "./outbox/sender.js";
import { introduce } from "./outbox/server.js";
<<<<<<< Updated upstream
import { Keeper } from "./runner/keeper.js";
=======
import { Watch } from "./outbox/watch.js";
>>>>>>> Stashed changes
import { RoundScreen } from "./runner/screens/round.js";
import { StartScreen } from "./runner/screens/start.js";
import { TodayScreen } from "./runner/screens/today.js";
import { Shell } from "./runner/shell.js";
import { initials } from "./runner/starting.js";
import { wishes } from "./runner/wishes.js";
import { storage } from "./store/database.js";
import * as drafts from "./store/drafts.js";
import * as meta from "./store/meta.js";
import * as outbox from "./store/outbox.js";

const BUILD = /\/assets\/([^/]+)\//.exec(import.meta.url)?.[1] ?? "dev";
const SIGN_IN = "/login?next=/app";
<<<<<<< Updated upstream
const WAY_BACK_MILLISECONDS = 6 * 3_600_000;
=======
const STALE_MILLISECONDS = 15 * 60_000;
const COUNT_MILLISECONDS = 200;
const BLOCKED_MILLISECONDS = 5_000;
>>>>>>> Stashed changes
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
<<<<<<< Updated upstream
const keeper = new Keeper();
let waiting = []; // of who holds the tablet
let othersWaiting = 0;
let isSignedOut = false;
let refreshing = null;
let lastHolder = null;
let isLent = false; // the session of this moment was given to carry what waits, not to take the tablet

const sync = {
  events: sender,
  summary: () => ({
    ...summary(waiting, { sending: sender.sending, online: sender.online, signedOut: waiting.some((record) => record.problem?.code === "signed_out") }),
    others: othersWaiting, holder: keeper.profile && { name: keeper.profile.name, short: initials(keeper.profile.name) },
  }),
=======
const watch = new Watch(sender, { onContact: contacted });
const others = globalThis.BroadcastChannel && new BroadcastChannel("inspector-outbox");
let waiting = [];
let isSignedOut = false;
let refreshing = null;
let isCountDue = false;
let isTidy = false;

const sync = {
  events: sender,
  summary: () => summary(waiting, { sending: sender.sending, online: sender.online, captive: sender.captive, signedOut: sender.signedOut || isSignedOut }),
>>>>>>> Stashed changes
  shownState: (record) => shownState(record, sender.sending),
  shownPhotoState: (record, photo) => shownPhotoState(record, photo, record.id === sender.sending ? sender.progress : new Map()),
  progress: (sha) => sender.progress.get(sha) ?? 0,
  takeNote,
  sendNow: (id) => watch.look().then(() => sender.sendNow(id)),
  added: () => count().then(() => {
    watch.askForWaking();
    return sender.wake();
  }),
};

const shell = new Shell(document.getElementById("app"), SCREENS, {
<<<<<<< Updated upstream
  sync, keeper, refresh, signing, door, asked, unlocked, signInHere, signOutHere, reportDiscard, grantOf, signIn: SIGN_IN, isSignedOut: () => isSignedOut,
=======
  sync, refresh, signing, exportFile, importFile, signIn: SIGN_IN, build: BUILD, isSignedOut: () => isSignedOut,
>>>>>>> Stashed changes
});

async function start() {
  const device = await meta.deviceId();
  introduce(BUILD, device);
<<<<<<< Updated upstream
  await keeper.start(() => wishes().site);
  lastHolder = keeper.id ?? keeper.wanted;
  take();
=======
  setSkew((await meta.get("contact"))?.skew);
  const known = await reference.bundle();
  Object.assign(shell, { bundle: known.bundle ?? null, bundleAt: known.at, lost: (await meta.get("lost")) ?? [] });
>>>>>>> Stashed changes
  await chooseWords();
  sender.addEventListener("change", changed);
  others?.addEventListener("message", soonCount);
  await count();
  await shell.start();
  keeper.addEventListener("change", handedOver);
  for (const load of Object.values(SCREENS)) load();
  await refresh();
  watch.start();
  await drafts.forgetDocuments();
  await meta.keepReserve().catch(() => null);
  await navigator.storage?.persist?.();
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
<<<<<<< Updated upstream
  if (await meta.get("session_ends")) await (await import("./outbox/session.js")).follow(keeper.profile);
  const { bundle, session, isSignedOut: isOut, isReached } = await refreshBundle(keeper.id);
  isSignedOut = isOut;
  sender.online = isReached;
  if (isReached) await meta.put("session", bundle && { mark: session, account_id: bundle.account.id });
  if (bundle) {
    await keeper.arrived(bundle, session, { isLent });
    take();
    await chooseWords();
    await reofferAfterRestore(bundle.epoch, bundle.account.id).catch(() => null);
=======
  const { bundle, at, isSignedOut: isOut, isReached } = await refreshBundle();
  isSignedOut = isOut;
  Object.assign(shell, { bundle, bundleAt: at });
  if (bundle) await chooseWords();
  if (bundle && isReached && !isOut) {
    await reoffer(bundle.epoch).catch(() => null);
>>>>>>> Stashed changes
    sender.signedIn(bundle.account.id);
    await renewGrant(bundle.account.id, navigator.userAgent.slice(0, 80)).catch(() => null);
  }
  shell.paint();
}

/** Our server answered a look: its clock, its epoch, and what this device should know anew. */
async function contacted({ epoch, skew: found, minWire, build }) {
  setSkew(found);
  await meta.put("contact", { at: Date.now(), epoch, skew: found, minWire, build });
  await reoffer(epoch).catch(() => null);
  await tidy();
  await tellWaiting().catch(() => null);
  if (Date.now() - (shell.bundleAt ?? 0) > STALE_MILLISECONDS) await refresh();
}

/** After the server was restored from a backup: what it lost is offered again. Fetched only on that day. */
async function reoffer(epoch) {
  const accountId = shell.bundle?.account.id ?? null;
  const [known, owed] = await Promise.all([meta.get("epoch"), meta.get("reoffer_owed")]);
  if (known === epoch && !owed?.includes(accountId)) return;
  const { reofferAfterRestore } = await import("./outbox/reoffer.js");
  if (await reofferAfterRestore(epoch, accountId)) await count();
}

/** The server remembers what waits here, and says what it heard of that is nowhere any more. */
async function tellWaiting() {
  const { report } = await import("./outbox/ledger.js");
  if (await report(isSignedOut ? null : shell.bundle?.account.id ?? null)) await count();
  shell.lost = (await meta.get("lost")) ?? [];
  shell.paint();
}

async function chooseWords() {
  const wanted = preferredLanguage({ chosen: wishes().language, account: shell.bundle?.language ?? keeper.language, cookie: document.cookie, accepted: navigator.languages });
  if (wanted !== currentLanguage() || wanted === "en") await speak(wanted);
  shell.wishes = { ...shell.wishes, language: wanted };
  document.documentElement.lang = wanted === "zh" ? "zh-CN" : "en";
}

function changed() {
  others?.postMessage("changed");
  soonCount();
}

/** A queue of hundreds is not read again for every photo that has left. */
function soonCount() {
  if (isCountDue) return;
  isCountDue = true;
  setTimeout(() => {
    isCountDue = false;
    count();
  }, COUNT_MILLISECONDS);
}

async function count() {
  const all = await outbox.waiting();
  waiting = all.filter((record) => record.about.author_id === keeper.id);
  othersWaiting = all.length - waiting.length;
  shell.paint();
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
  await learn("people");
  const modules = { door: () => import("./runner/screens/door.js"), holder: () => import("./runner/screens/holder.js") };
  return (await modules[name]())[what];
}

async function asked(what) {
  const HolderDialog = await people("holder", "HolderDialog");
  shell.openDialog(new HolderDialog(shell, what));
}

/** After a right PIN: the session follows, as far as there is a network; nobody waits for it. */
async function unlocked(profile, key) {
  const { follow, keepWayBack } = await import("./outbox/session.js");
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
  const { signIn } = await import("./outbox/session.js");
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
  const { signOut } = await import("./outbox/session.js");
  await keeper.signOut();
  await signOut();
}

async function reportDiscard(records, how) {
  const { reportDiscard: report } = await import("./outbox/session.js");
  return report(records, how);
}

/** What a submission says about the device that made it. */
async function signing(authorId) {
  const grant = await grantOf(authorId);
  const client = { build: BUILD, tz: Intl.DateTimeFormat().resolvedOptions().timeZone, skew_ms: Math.round(skew()), device_id: await meta.deviceId() };
  return { grantId: grant?.id ?? null, client };
}

/** By the server's clock, and only when it has just told it: a tablet that believes it is 2099 throws nothing away. */
async function tidy() {
  if (isTidy) return;
  isTidy = true;
  await outbox.clearOld(correctedNow());
  await meta.keepReserve().catch(() => null);
}

/** Everything that waits as one file; with it a draft that could not be written. */
function exportFile(unsaved = null) {
  return give({ unsaved });
}

async function give(how) {
  const [{ pack }, { download }] = await Promise.all([import("./outbox/parcel.js"), import("./outbox/download.js")]);
  const parcel = await pack(how);
  download(parcel.file, parcel.name);
  return parcel;
}

async function importFile(file) {
  const { unpack } = await import("./outbox/parcel.js");
  const told = await unpack(file);
  await sync.added();
  return told;
}

async function takeNote() {
  const ledger = await import("./outbox/ledger.js");
  await ledger.takeNote();
  shell.lost = [];
  shell.paint();
}

/** Without the database nothing may be typed: say why, and give away what waits. */
async function rescue(reason) {
  const { showRescue } = await import("./runner/screens/rescue.js");
  showRescue(reason, document.getElementById("app"), async () => {
    const { rawLook } = await import("./outbox/raw.js");
    return give({ look: await rawLook() });
  });
}

storage.addEventListener("superseded", () => rescue("superseded"));
storage.addEventListener("blocked", () => setTimeout(() => !shell.hasStarted && rescue("blocked"), BLOCKED_MILLISECONDS));
start().catch((error) => rescue(error?.name === "VersionError" ? "newer" : "unusable"));
