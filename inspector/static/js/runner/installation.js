// The app as something installed: what is said about a new version and about installing it, around the screens.

import { Updating } from "../install/updating.js";
import { adviceOf } from "../install/surroundings.js";
import { installHint } from "./views/foreword.js";
import { updateBand } from "./views/band.js";

/** Look for new versions from now on; @returns {Promise<Updating>} */
export async function keepUpToDate(shell, isBusy) {
  const updating = new Updating({
    worker: navigator.serviceWorker, locks: navigator.locks, kept: sessionStorage, now: Date.now, every: (work, rest) => setInterval(work, rest), isBusy,
    // A tap that could not be written is only in this page: then the page stays.
    reload: () => (shell.live?.round?.settled() ?? Promise.resolve()).then(() => location.reload(), () => null),
  });
  shell.band = () => updateBand(updating.state, { apply: () => updating.apply() });
  updating.addEventListener("change", () => shell.paint());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && updating.checkIfDue());
  await updating.start();
  return updating;
}

/** Say at the foot of Today how to install the app and why, as long as there is a reason. */
export function adviseInstallation(shell, offer, here) {
  const act = { install: () => offer.take(), later: () => shell.wish("installPutOff", Date.now()) };
  shell.afterword = () => installHint(adviceOf({ ...offer.facts(shell.wishes.installPutOff, Date.now()), ...here }), act);
  offer.addEventListener("change", () => shell.paint());
  shell.paint();
}
