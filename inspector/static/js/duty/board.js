// Decides what a tap on the duty board changes; a board is a list of parts {staff, areas, tables, present, covers}.

/** Give a place (`area:3`, `table:A5`) to a person, or take it away again; who gets one is on the shift. */
export function togglePlace(parts, staff, place) {
  const part = partOf(parts, staff) ?? newPart(staff);
  const [key, value] = split(place);
  const held = part[key].includes(value);
  const changed = { ...part, [key]: held ? part[key].filter((one) => one !== value) : [...part[key], value] };
  return put(parts, held ? changed : { ...changed, present: true });
}

/** Put a person on the shift, mark as absent, or take off it. state: on | absent | off. */
export function setState(parts, staff, state) {
  const without = parts.filter((part) => part.staff !== staff);
  if (state === "off") return without.map((part) => (part.covers === staff ? { ...part, covers: null } : part));
  return put(parts, { ...(partOf(parts, staff) ?? newPart(staff)), present: state === "on" });
}

/** Let one person cover for another who is absent (null = nobody). */
export function setCover(parts, absent, by) {
  const cleared = parts.map((part) => (part.covers === absent ? { ...part, covers: null } : part));
  return by === null ? cleared : put(cleared, { ...(partOf(cleared, by) ?? newPart(by)), covers: absent, present: true });
}

/** on | absent | off */
export function stateOf(parts, staff) {
  const part = partOf(parts, staff);
  if (!part) return "off";
  return part.present ? "on" : "absent";
}

/** Who has a place. */
export function holdersOf(parts, place) {
  const [key, value] = split(place);
  return parts.filter((part) => part[key].includes(value)).map((part) => part.staff);
}

/** How many places a person has. */
export function countOf(parts, staff) {
  const part = partOf(parts, staff);
  return part ? part.areas.length + part.tables.length : 0;
}

/** Who covers for a person, or null. */
export function coverOf(parts, absent) {
  return parts.find((part) => part.covers === absent)?.staff ?? null;
}

function partOf(parts, staff) {
  return parts.find((part) => part.staff === staff);
}

function put(parts, part) {
  return partOf(parts, part.staff) ? parts.map((one) => (one.staff === part.staff ? part : one)) : [...parts, part];
}

function newPart(staff) {
  return { staff, areas: [], tables: [], present: true, covers: null };
}

function split(place) {
  const at = place.indexOf(":");
  const key = place.slice(at + 1);
  return place.startsWith("area:") ? ["areas", Number(key)] : ["tables", key];
}
