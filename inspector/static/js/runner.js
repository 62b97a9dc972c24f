// Wiring of the runner: store, outbox and screens meet here and nowhere else.

import { askToKeep } from "./install/lasting.js";
import { Offer } from "./install/offer.js";
import { surroundingsOf } from "./install/surroundings.js";
import { correctedNow, setSkew, skew } from "./lib/clock.js";
import { currentLanguage, learn, preferredLanguage, speak } from "./lib/i18n.js";
import { refreshBundle } from "./outbox/bundle.js";
import { grantOf, renewGrant } from "./outbox/credentials.js";
import { shownPhotoState, shownState, summary } from "./outbox/queue.js";
import { Sender } from "./outbox/sender.js";
import { ask, introduce } from "./outbox/server.js";
import { Watch } from "./outbox/watch.js";
import { Keeper } from "./runner/keeper.js";
import { RoundScreen } from "./runner/screens/round.js";
import { StartScreen } from "./runner/screens/start.js";
import { TodayScreen } from "./runner/screens/today.js";
import { Shell } from "./runner/shell.js";
import { planOf } from "./runner/standing.js";
import { initials } from "./runner/starting.js";
import { wishes } from "./runner/wishes.js";
import { storage } from "./store/database.js";
import * as drafts from "./store/drafts.js";
import * as meta from "./store/meta.js";
import * as outbox from "./store/outbox.js";
import * as reference from "./store/reference.js";

const BUILD = /\/assets\/([^/]+)\//.exec(import.meta.url)?.[1] ?? "dev";
const WIRE = 1; // the language this app speaks with the server (docs/payload.md)
const SIGN_IN = "/login?next=/app";
const REST_MILLISECONDS = 3000;
const MIRROR_MILLISECONDS = 30_000;
const WAY_BACK_MILLISECONDS = 6 * 3_600_000;
const STALE_MILLISECONDS = 15 * 60_000;
const COUNT_MILLISECONDS = 200;
const SKEW_SHOWN_MILLISECONDS = 10 * 60_000;
const BLOCKED_MILLISECONDS = 5_000;
/** What the first answer needs comes at once; the rest is fetched a little later, before anybody gets there. */
const SCREENS = {
  "": () => TodayScreen,
  start: () => StartScreen,
  round: () => RoundScreen,
  review: async () => (await import("./runner/screens/review.js")).ReviewScreen,
  sent: async () => (await import("./runner/screens/sent.js")).SentScreen,
  scan: async () => (await import("./runner/screens/scan.js")).ScanScreen,
  sort: async () => (await import("./runner/screens/sort.js")).SortScreen,
  sync: async () => (await import("./runner/screens/sync.js")).SyncScreen,
  tasks: async () => (await import("./runner/screens/tasks.js")).TasksScreen,
  away: async () => (await import("./runner/screens/away.js")).AwayScreen,
};

/** Who holds the tablet: the door, the sheets, the session. */
const PEOPLE = {
  words: () => learn("people"),
  door: () => import("./runner/screens/door.js"),
  holder: () => import("./runner/screens/holder.js"),
  session: () => import("./outbox/session.js"),
};

/** What carries a finished round, and the words for how it stands. */
const SENDING = {
  words: () => learn("sync"),
  uploader: () => import("./outbox/uploader.js"),
  carriage: () => import("./outbox/carriage.js"),
  pieces: () => import("./outbox/pieces.js"),
  evidence: () => import("./runner/screens/evidence_actions.js"),
};

const offer = new Offer(window);
const here = surroundingsOf({ userAgent: navigator.userAgent, touchPoints: navigator.maxTouchPoints });
const sender = new Sender();
const watch = new Watch(sender, { onContact: contacted });
const keeper = new Keeper();
const news = new EventTarget(); // tells "change" when a record stands elsewhere than before, in whichever tab it moved
const otherTabs = globalThis.BroadcastChannel && new BroadcastChannel("inspector.outbox");
let waiting = []; // of who holds the tablet
let othersWaiting = 0;
let isSignedOut = false;
let isRevoked = false;
let refreshing = null;
let resting = null;
let lastHolder = null;
let isCountDue = false;
let isTidy = false;
let isLent = false; // the session of this moment was given to carry what waits, not to take the tablet
let updating = null;
let isOutdated = false;
let newestBuild = BUILD; // that the server was seen to have

const sync = {
  events: news,
  summary: () => ({
    ...summary(waiting, { sending: sender.sending, online: sender.online, captive: sender.captive, signedOut: waiting.some((record) => record.problem?.code === "signed_out") }),
    others: othersWaiting, holder: keeper.profile && { name: keeper.profile.name, short: initials(keeper.profile.name) },
  }),
  shownState: (record) => shownState(record, sender.sending),
  shownPhotoState: (record, photo) => shownPhotoState(record, photo, record.id === sender.sending ? sender.progress : new Map()),
  progress: (sha) => sender.progress.get(sha) ?? 0,
  takeNote,
  sendNow: async (id) => {
    watch.look();
    if (await hasCommands()) await (await import("./outbox/commands.js")).release(id);
    return sender.sendNow(id);
  },
  commands,
  added: () => count().then(() => {
    watch.askForWaking();
    return sender.wake();
  }),
};

const shell = new Shell(document.getElementById("app"), SCREENS, {
  unfinishedElsewhere, pairing, takeHere, forgetMirror, sync, keeper, refresh, signing, exportFile, importFile, build: BUILD, door, asked, unlocked, signInHere, signOutHere, reportDiscard, grantOf, signIn: SIGN_IN, isSignedOut: () => isSignedOut,
  isRevoked: () => isRevoked,
});

async function start() {
  nameAway();
  introduce(BUILD, await meta.deviceId(), { outdated });
  setSkew((await meta.get("contact"))?.skew);
  shell.lost = (await meta.get("lost")) ?? [];
  await keeper.start(() => wishes().site);
  lastHolder = keeper.id ?? keeper.wanted;
  await take();
  await chooseWords();
  sender.addEventListener("change", changed);
  sender.followers.push(sendCommands);
  otherTabs?.addEventListener("message", heard);
  await count();
  await sayWhereWeAre();
  const isLeaving = location.hash === "#/leaving";
  if (isLeaving) history.replaceState(null, "", "#/");
  await shell.start();
  if (isLeaving && !door()) await asked("leaving");
  keeper.addEventListener("change", handedOver);
  fetchTheRestSoon();
  warn().catch(() => null);
  // On the first visit the worker waits until there is something to work with; later a new version must not wait for a dead network.
  const looking = navigator.serviceWorker?.controller ? lookAfterInstallation() : null;
  setInterval(mirror, MIRROR_MILLISECONDS);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && mirror());
  await refresh();
  watch.start();
  await (looking ?? lookAfterInstallation());
  await drafts.forgetDocuments();
  await meta.keepReserve().catch(() => null);
  offer.known(await askToKeep(navigator.storage));
}

/** What was not needed yet, for the day there is no network; it never competes with the first answer. */
function fetchTheRestSoon() {
  clearTimeout(resting);
  resting = setTimeout(fetchTheRest, REST_MILLISECONDS);
}

function fetchTheRest() {
  if (door()) return fetchTheRestSoon();
  for (const load of [SCREENS, PEOPLE, SENDING].flatMap(Object.values)) load().catch?.(() => null);
  return undefined;
}

/** The worker gives the shell in place of a server page that cannot be reached: then it says so, under an address of its own. */
function nameAway() {
  if (/^\/app\/?$/.test(location.pathname)) return;
  history.replaceState(null, "", `/app#/away?page=${encodeURIComponent(location.pathname + location.search)}`);
}

/** The worker is registered, new versions are looked for, and Today says how to install the app. */
async function lookAfterInstallation() {
  const { adviseInstallation, keepUpToDate } = await import("./runner/installation.js");
  adviseInstallation(shell, offer, here);
  updating = await keepUpToDate(shell, () => sender.sending !== null);
  if (isOutdated) await updating.needed();
}

/** Said before anybody types: inside a messenger a round can be lost with its window. */
async function sayWhereWeAre() {
  if (!here.messenger) return;
  const { inMessenger } = await import("./runner/views/foreword.js");
  shell.foreword = () => inMessenger(here.messenger);
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
  const { bundle, session, isSignedOut: isOut, isReached, isRevoked: isShut = false } = await refreshBundle(keeper.id);
  isRevoked = isShut;
  isSignedOut = isOut;
  if (isReached) await meta.put("session", bundle && { mark: session, account_id: bundle.account.id });
  if (bundle) {
    await keeper.arrived(bundle, session, { isLent });
    await take();
    await chooseWords();
    await reoffer(bundle.epoch, bundle.account.id).catch(() => null);
    sender.signedIn(bundle.account.id);
    await renewGrant(bundle.account.id, navigator.userAgent.slice(0, 80)).catch(() => null);
    bringPicturesLater(bundle);
  }
  if (isRevoked) await forget();
  shell.paint();
}

/** What was found, to be seen without a network; it never competes with the first answer. */
function bringPicturesLater(bundle) {
  setTimeout(() => import("./outbox/pictures.js").then(({ bringPictures }) => bringPictures(bundle)).catch(() => null), REST_MILLISECONDS);
}

/** Our server answered a look: its clock, its epoch, and what this device should know anew. */
async function contacted({ epoch, skew: found, minWire, build, revoked }) {
  setSkew(found);
  await meta.put("skew_ms", found);
  await meta.put("contact", { at: Date.now(), epoch, skew: found, minWire, build });
  if (minWire > WIRE) outdated();
  else if (build !== BUILD && build !== newestBuild) updating?.check();
  newestBuild = build;
  const accountId = isSignedOut ? null : (await meta.get("session"))?.account_id ?? null;
  await reoffer(epoch, accountId).catch(() => null);
  await tidy();
  await tellWaiting(accountId).catch(() => null);
  await warn().catch(() => null);
  const isDue = Date.now() - (shell.bundleAt ?? 0) > STALE_MILLISECONDS || Boolean(revoked) !== isRevoked || (await meta.get("session_ends"));
  if (isDue) await refresh();
}

/** After the server was restored from a backup: what it lost is offered again. Fetched only on that day. */
async function reoffer(epoch, accountId) {
  const [known, owed] = await Promise.all([meta.get("epoch"), meta.get("reoffer_owed")]);
  if (known === epoch && !owed?.includes(accountId)) return;
  const { reofferAfterRestore } = await import("./outbox/reoffer.js");
  if (await reofferAfterRestore(epoch, accountId)) await count();
}

/** The server remembers what waits here, and says what it heard of that is nowhere any more. */
async function tellWaiting(accountId) {
  const { report } = await import("./outbox/ledger.js");
  if (await report(accountId)) await count();
  shell.lost = (await meta.get("lost")) ?? [];
}

async function warn() {
  const isNeeded = shell.lost.length > 0 || Math.abs(skew()) > SKEW_SHOWN_MILLISECONDS;
  if (isNeeded) await learn("sync");
  shell.warnings = isNeeded ? (await import("./runner/views/warnings.js")).warnings : null;
  shell.paint();
}

async function takeNote() {
  const ledger = await import("./outbox/ledger.js");
  await ledger.takeNote();
  shell.lost = [];
  shell.paint();
}

/** By the server's clock, and only when it has just told it: a tablet that believes it is 2099 throws nothing away. */
async function tidy() {
  if (isTidy) return;
  isTidy = true;
  await outbox.clearOld(correctedNow());
  if (await hasCommands()) await (await import("./store/commands.js")).clearOld(correctedNow());
  await meta.keepReserve().catch(() => null);
}

async function chooseWords() {
  const wanted = preferredLanguage({ chosen: wishes().language, account: shell.bundle?.language ?? keeper.language, cookie: document.cookie, accepted: navigator.languages });
  if (wanted !== currentLanguage() || wanted === "en") await speak(wanted);
  shell.wishes = { ...shell.wishes, language: wanted };
  document.documentElement.lang = wanted === "zh" ? "zh-CN" : "en";
}

function changed() {
  otherTabs?.postMessage("changed");
  heard();
}

function heard() {
  news.dispatchEvent(new Event("change"));
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
  const all = [...(await outbox.waiting()), ...(await commands()).filter((command) => command.state !== "acknowledged")];
  waiting = all.filter((record) => record.about.author_id === keeper.id);
  othersWaiting = all.length - waiting.length;
  if (isRevoked && !all.length) await forget();
  shell.paint();
}

/** The device was taken out of use: locked, and whoever has nothing waiting any more is forgotten. */
async function forget() {
  if (!keeper.profiles.length) return;
  await (await import("./store/leaving.js")).wipe();
  await keeper.shut();
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

// Unfinished rounds on the server and on other devices

/** Whether the session of this page is the holder's, so that what is asked and sent is his own. */
async function isOwnSession() {
  return sender.online && !isSignedOut && keeper.id !== null && (await meta.get("session"))?.account_id === keeper.id;
}

let mirroring = null;

function mirror() {
  mirroring ??= mirrorNow().catch(() => null).finally(() => {
    mirroring = null;
  });
  return mirroring;
}

async function mirrorNow() {
  const own = (await drafts.all()).filter((draft) => draft.author.id === keeper.id && !draft.moved);
  if (!own.length || !(await isOwnSession())) return;
  const { mirror: send } = await import("./outbox/mirror.js");
  await send({ holderId: keeper.id, progress, onMoved, onLeft });
}

async function progress(draft) {
  const document = await reference.document(draft.checklist_version);
  return document ? planOf(document, draft) : { done: 0, total: 0 };
}

/** Another device goes on with this round: what is here stays, and is only read. */
async function onMoved(id, moved) {
  const isOpen = shell.live?.id === id;
  if (isOpen) await shell.closeRound();
  const draft = await drafts.find(id);
  if (draft) await drafts.save({ ...draft, moved });
  if (isOpen || location.hash.length < 3) await shell.reopen();
}

/** What the device before still had is added to the round here; nothing of this one is changed. */
async function onLeft(id, theirs) {
  const { whatIsNew, added } = await import("./runner/merging.js");
  const draft = shell.live?.id === id ? shell.live.round.draft : await drafts.find(id);
  const news = draft && whatIsNew(draft, theirs);
  if (!news) return;
  if (shell.live?.id === id) await shell.live.round.change({ answers: news.answers, fields: news.fields }, { undoable: false });
  else await drafts.save(added(draft, news));
}

/** Drafts of the holder that another device has; null while that is not known. */
async function unfinishedElsewhere() {
  const answer = (await isOwnSession()) ? await ask("/device/drafts").catch(() => null) : null;
  const here = await meta.deviceId();
  return answer?.status === 200 ? answer.body.drafts.filter((line) => line.device.id !== here) : null;
}

/** Sharing a round with a second inspector; null while that cannot be said to the server. */
async function pairing() {
  return (await isOwnSession()) ? import("./outbox/pairing.js") : null;
}

async function takeHere(line) {
  return (await import("./outbox/taking.js")).takeHere(line, shell.bundle);
}

async function forgetMirror(id) {
  if ((await meta.get("mirror"))?.[id]) await (await import("./outbox/mirror.js")).forget(id);
}

// Who holds the tablet

/** What the screens know of who holds it. */
async function take() {
  const at = keeper.id === null ? null : await reference.bundleAt(keeper.id);
  Object.assign(shell, { holder: keeper.profile, bundle: keeper.bundle, bundleAt: at ?? null });
}

function handedOver() {
  const isAnother = lastHolder !== null && keeper.id !== null && lastHolder !== keeper.id;
  lastHolder = keeper.id ?? lastHolder;
  if (isAnother) history.replaceState(null, "", "#/"); // where the one before was is nobody else's to see
  return shell.reopen(async () => {
    await take();
    await chooseWords();
    await count();
    return !(keeper.id !== null && !keeper.needsPin && isComingBack());
  });
}

/** A page of the server that was locked is gone back to. */
function isComingBack() {
  const back = new URLSearchParams(location.search).get("back") ?? "";
  const isOurs = back.startsWith("/") && new URL(back, location.origin).origin === location.origin;
  if (isOurs) location.replace(back);
  return isOurs;
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
  const client = { build: BUILD, tz: Intl.DateTimeFormat().resolvedOptions().timeZone, skew_ms: Math.round(skew()), device_id: await meta.deviceId() };
  return { grantId: grant?.id ?? null, client };
}

/** Everything that waits as one file; with it a draft that could not be written. */
function exportFile(unsaved = null) {
  return give({ unsaved });
}

/** The server speaks a newer language: nothing is sent until the new version is in place, and nothing is lost. */
function outdated() {
  isOutdated = true;
  return updating?.needed();
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

/** Without the database nothing may be typed: say why, and give away what waits. */
async function rescue(reason) {
  await chooseWords().catch(() => null); // it may have come before any word was learnt
  const { showRescue } = await import("./runner/screens/rescue.js");
  if (reason !== "blocked") shell.shut(); // from here on no address opens a screen behind the notice
  showRescue(reason, document.getElementById("app"), async () => {
    const { rawLook } = await import("./outbox/raw.js");
    return give({ look: await rawLook() });
  });
}

storage.addEventListener("superseded", () => rescue("superseded"));
storage.addEventListener("blocked", () => setTimeout(() => !shell.hasStarted && rescue("blocked"), BLOCKED_MILLISECONDS));
start().catch((error) => rescue(error?.name === "VersionError" ? "newer" : "unusable"));
