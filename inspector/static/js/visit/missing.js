// What stands between a form and its sending. Decides only.

/** @returns {("arrival"|object)[]} "arrival", then the cells that need an answer, in the order of the form */
export function obstaclesOf(plan, draft) {
  const open = plan.cells.filter((cell) => cell.isAsked && ((cell.isRequired && cell.state === "unanswered") || cell.needs.some((need) => need !== "note" || cell.item.type === "text")));
  return draft.arrived || open.some((cell) => cell.item.type === "datetime") ? open : ["arrival", ...open];
}
