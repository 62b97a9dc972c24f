// What is not yet put right at a site, in three figures. Decides only.

const WORKING = new Set(["open", "accepted"]);

/**
 * @param {{state: string, grade: string, due_at: string}[]} findings  open or watched (docs/payload.md, Bundle)
 * @param {number} now  milliseconds
 * @returns {{unfixed: number, overdue: number, atOnce: number}} what is watched or waits for a second look is fixed and not counted
 */
export function openHere(findings, now) {
  const unfixed = findings.filter((finding) => WORKING.has(finding.state));
  return {
    unfixed: unfixed.length,
    overdue: unfixed.filter((finding) => Date.parse(finding.due_at) < now).length,
    atOnce: unfixed.filter((finding) => finding.grade === "at_once").length,
  };
}
