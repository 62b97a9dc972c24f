// The small photos of tasks and open findings, brought to the device so that what was found is seen without a network. Fetched on demand.

import * as reference from "../store/reference.js";

const MOST = 60;
const LARGEST_BYTES = 40 * 1024;

/** Which photos a bundle names, those of what is due first before the others. */
export function named(bundle) {
  const addresses = bundle.sites.flatMap((site) => [...(site.tasks ?? []), ...(site.open_findings ?? [])].map((one) => one.photo)).filter(Boolean);
  return [...new Set(addresses)].slice(0, MOST);
}

/** Fetch what is not here yet; one that does not come is left out and tried again with the next bundle. */
export async function bringPictures(bundle, bring = bytesOf) {
  const { id } = bundle.account;
  const wanted = new Set(named(bundle));
  const here = await reference.pictures(id);
  const fresh = new Map();
  for (const address of wanted) {
    const bytes = here.has(address) ? null : await bring(address).catch(() => null);
    if (bytes && bytes.byteLength <= LARGEST_BYTES) fresh.set(address, bytes);
  }
  await reference.keepPictures(id, wanted, fresh);
}

async function bytesOf(address) {
  const response = await fetch(address, { credentials: "same-origin", redirect: "manual" });
  const isPicture = response.status === 200 && (response.headers.get("Content-Type") ?? "").startsWith("image/");
  return isPicture ? response.arrayBuffer() : null;
}
