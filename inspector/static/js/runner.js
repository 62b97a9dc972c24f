// The runner starts here: its parts are made, lent to each other (wiring/) and set going in the order that a start needs.

import { askToKeep } from "./install/lasting.js";
import { Offer } from "./install/offer.js";
import { surroundingsOf } from "./install/surroundings.js";
import { setSkew } from "./lib/clock.js";
import { Sender } from "./outbox/sender.js";
import { introduce } from "./outbox/server.js";
import { Watch } from "./outbox/watch.js";
import { Keeper } from "./runner/keeper.js";
import { Shell } from "./runner/shell.js";
import { grantOf } from "./outbox/credentials.js";
import { storage } from "./store/database.js";
import * as drafts from "./store/drafts.js";
import * as meta from "./store/meta.js";
import { Contact } from "./wiring/contact.js";
import { SCREENS, fetchTheRestSoon } from "./wiring/on_demand.js";
import { People } from "./wiring/people.js";
import { Queue } from "./wiring/queue.js";
import { Unfinished } from "./wiring/unfinished.js";

const BUILD = /\/assets\/([^/]+)\//.exec(import.meta.url)?.[1] ?? "dev";
const SIGN_IN = "/login?next=/app";
const TRIAL = /^\/checklists\/drafts\/(\d+)\/preview$/; // a checklist in work is tried out (wiring/trial.js)
const BLOCKED_MILLISECONDS = 5_000;

const offer = new Offer(window);
const here = surroundingsOf({ userAgent: navigator.userAgent, touchPoints: navigator.maxTouchPoints });
/** What the parts of the wiring know of each other: keeper, sender, watch, queue, contact, unfinished, people, shell, build. */
const app = { build: BUILD, keeper: new Keeper(), sender: new Sender() };
app.queue = new Queue(app);
app.contact = new Contact(app);
app.unfinished = new Unfinished(app);
app.people = new People(app);
app.watch = new Watch(app.sender, { onContact: (found) => app.contact.contacted(found) });
app.shell = new Shell(document.getElementById("app"), SCREENS, lent(app));
const { shell, contact, people } = app;

/** What the screens may ask of the wiring. */
function lent({ keeper, queue, contact: server, unfinished, people: holders }) {
  return {
    build: BUILD, signIn: SIGN_IN, keeper, sync: queue, grantOf,
    refresh: () => server.refresh(), isSignedOut: () => server.isSignedOut, isRevoked: () => server.isRevoked, takeNote: () => server.takeNote(),
    unfinishedElsewhere: () => unfinished.elsewhere(), pairing: () => unfinished.pairing(), takeHere: (line) => unfinished.takeHere(line), forgetMirror: (id) => unfinished.forgetMirror(id),
    door: () => holders.door(), chooseWords: () => holders.chooseWords(), asked: (what) => holders.asked(what), unlocked: (profile, key) => holders.unlocked(profile, key), signing: (authorId) => holders.signing(authorId),
    signInHere: (who, how) => holders.signInHere(who, how), signOutHere: () => holders.signOutHere(), reportDiscard: (records, how) => holders.reportDiscard(records, how),
    exportFile: (unsaved = null) => queue.give({ unsaved }), importFile: (file) => queue.takeIn(file),
  };
}

async function start() {
  nameAway();
  introduce(BUILD, await meta.deviceId(), { outdated: () => contact.outdated() });
  setSkew((await meta.get("contact"))?.skew);
  shell.lost = (await meta.get("lost")) ?? [];
  await people.start();
  app.queue.follow();
  await app.queue.count();
  await sayWhereWeAre();
  const isLeaving = location.hash === "#/leaving";
  if (isLeaving) history.replaceState(null, "", "#/");
  await shell.start();
  if (isLeaving && !people.door()) await people.asked("leaving");
  people.follow();
  fetchTheRestSoon(() => people.door());
  contact.warn().catch(() => null);
  // On the first visit the worker waits until there is something to work with; later a new version must not wait for a dead network.
  const looking = navigator.serviceWorker?.controller ? lookAfterInstallation() : null;
  app.unfinished.follow();
  await contact.refresh();
  app.watch.start();
  await (looking ?? lookAfterInstallation());
  await drafts.forgetDocuments();
  await meta.keepReserve().catch(() => null);
  offer.known(await askToKeep(navigator.storage));
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
  await contact.updatesBy(await keepUpToDate(shell, () => app.sender.sending !== null));
}

/** Said before anybody types: inside a messenger a round can be lost with its window. */
async function sayWhereWeAre() {
  if (!here.messenger) return;
  const { inMessenger } = await import("./runner/views/foreword.js");
  shell.foreword = () => inMessenger(here.messenger);
}

/** Without the database nothing may be typed: say why, and give away what waits. */
async function rescue(reason) {
  await people.chooseWords().catch(() => null); // it may have come before any word was learnt
  const { showRescue } = await import("./runner/screens/rescue.js");
  if (reason !== "blocked") shell.shut(); // from here on no address opens a screen behind the notice
  showRescue(reason, document.getElementById("app"), async () => {
    const { rawLook } = await import("./outbox/raw.js");
    return app.queue.give({ look: await rawLook() });
  });
}

storage.addEventListener("superseded", () => rescue("superseded"));
storage.addEventListener("blocked", () => setTimeout(() => !shell.hasStarted && rescue("blocked"), BLOCKED_MILLISECONDS));
if (TRIAL.test(location.pathname)) import("./wiring/trial.js").then(({ tryOut }) => tryOut(TRIAL.exec(location.pathname)[1], document.getElementById("app")));
else start().catch((error) => rescue(error?.name === "VersionError" ? "newer" : "unusable"));
