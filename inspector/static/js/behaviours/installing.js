// One visit to any page is enough for the app to start later without a network.

/** Register the worker once the page has all it needs itself; it changes nothing here, and a new version is put in place by the app alone. */
export function registerWorker(worker) {
  if (!worker) return; // no https
  const register = () => worker.register("/sw.js", { scope: "/", updateViaCache: "none" }).catch(() => null);
  if (document.readyState === "complete") register();
  else addEventListener("load", register, { once: true });
}
