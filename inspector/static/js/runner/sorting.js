// Where a photo shot while walking may go: what failed and what wants a photo first, then everything, section by section. Decides only.

/** The key of photos that belong to the whole round. */
export const ROUND = "round|";

/**
 * @param {{cells: object[], sections: object[]}} plan
 * @param {object[]} findings  open since last time
 * @returns {{id: string, section: object|null, isFirst: boolean, targets: {key: string, cell: object|null, finding: object|null}[]}[]}
 */
export function places(plan, findings) {
  const asked = (cell) => cell.isAsked && cell.item.type !== "signature";
  const first = plan.cells.filter((cell) => asked(cell) && (cell.isFail || cell.item.type === "photo" || cell.needs.includes("photo")));
  const isFirst = new Set(first);
  const groups = [
    { id: "first", section: null, isFirst: true, targets: first.map(ofCell) },
    { id: "last-time", section: null, isFirst: true, targets: findings.map((finding) => ({ key: `follow_up|${finding.task}`, cell: null, finding })) },
    ...plan.sections.map((section) => ({ id: section.id, section, isFirst: false, targets: section.cells.filter((cell) => asked(cell) && !isFirst.has(cell)).map(ofCell) })),
    { id: "round", section: null, isFirst: true, targets: [{ key: ROUND, cell: null, finding: null }] },
  ];
  return groups.filter((group) => group.targets.length);
}

/** A tap on a photo chooses it or lets it go; a photo that has left is not chosen any more. */
export function choose(chosen, slot, pool) {
  const next = chosen.includes(slot) ? chosen.filter((one) => one !== slot) : [...chosen, slot];
  return next.filter((one) => pool.some((photo) => photo.slot === one));
}

/** Which photos a tap on a place moves: the chosen ones, or the only one there is. */
export function moving(chosen, pool) {
  const there = chosen.filter((slot) => pool.some((photo) => photo.slot === slot));
  return there.length || pool.length !== 1 ? there : [pool[0].slot];
}

function ofCell(cell) {
  return { key: cell.key, cell, finding: null };
}
