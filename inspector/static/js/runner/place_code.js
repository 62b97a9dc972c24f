// What a code on a wall or table says, and which round on this device it means. Decides only; nothing here asks the network.

import { offeredAt } from "./starting.js";

const TYPED = /^(?:(\d{1,9})(?:-(\d{0,9})(?:-([^/]+))?)?)?(?:\/([\w-]+))?$/;

/**
 * @param {string} words   the text of a scanned code (an address of this server), or what is printed below it: 1-3-A5/quick-round
 * @param {string} origin  of this server
 * @returns {{site: number|null, area: number|null, table: string|null, checklist: string|null} | {problem: "foreign"|"unknown", host?: string}}
 */
export function readCode(words, origin) {
  const written = words.trim();
  if (/^[a-z][a-z0-9+.-]*:/i.test(written)) return readAddress(written, origin);
  const typed = written && TYPED.exec(written);
  if (!typed) return { problem: "unknown" };
  const [, site, area, table, checklist] = typed;
  return { site: whole(site), area: whole(area), table: table?.trim() || null, checklist: checklist ?? null };
}

/** The same from the query of one of our addresses. */
export function placeOf(query, checklist = null) {
  return { site: whole(query.get("site")), area: whole(query.get("area")), table: query.get("table") || null, checklist };
}

/**
 * The round a code means, by what this device knows.
 * @returns {{site, area, table, checklist, lists: object[]} | {problem: "no_data"|"not_yours"|"place_gone"|"list_gone"}}
 */
export function resolve(code, bundle, deviceSite) {
  if (!bundle) return { problem: "no_data" };
  const wanted = code.site ?? deviceSite;
  const site = bundle.sites.find((one) => one.id === wanted) ?? (code.site === null ? bundle.sites[0] : undefined);
  if (!site) return { problem: "not_yours" };
  const areas = site.areas ?? [];
  const area = code.area === null ? areas.find((one) => one.tables?.includes(code.table)) ?? null : areas.find((one) => one.id === code.area);
  if (area === undefined || (code.table && !area?.tables?.includes(code.table))) return { problem: "place_gone" };
  const lists = offeredAt(bundle, site);
  const checklist = code.checklist === null ? (lists.length === 1 ? lists[0] : null) : lists.find((one) => one.id === code.checklist);
  if (checklist === undefined) return { problem: "list_gone" };
  return { site, area, table: code.table, checklist, lists };
}

/** Where a round of a list begins at a place. */
export function startAddress({ site, area, table }, checklist) {
  const query = new URLSearchParams({ site: site.id, ...(area && { area: area.id }), ...(table && { table }) });
  return `#/start/${encodeURIComponent(checklist.id)}?${query}`;
}

function readAddress(written, origin) {
  let address;
  try {
    address = new URL(written);
  } catch {
    return { problem: "unknown" };
  }
  if (!/^https?:$/.test(address.protocol)) return { problem: "unknown" };
  if (address.origin !== origin) return { problem: "foreign", host: address.host };
  const [path, query = ""] = address.hash.split("?");
  const named = /^#\/start\/([\w-]*)$/.exec(path);
  if (!/^\/app\/?$/.test(address.pathname) || !named) return { problem: "unknown" };
  return placeOf(new URLSearchParams(query), named[1] || null);
}

function whole(digits) {
  return digits && /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}
