// Words for what was done with a task and what became of it. Words only.

import { t } from "../../lib/i18n.js";
import { clockTime } from "../../lib/moments.js";

export function moveWords(move) {
  return { accept: t("Accept"), fix: t("Hand in as fixed"), verify: t("It is fixed"), return: t("Send back"), close: t("Close the task"), comment: t("Remark"), contain: t("It is stopped"), hand_over: t("Hand over") }[move];
}

/** What is done so that it stays away. */
export function measureWords(measure) {
  return { correct: t("Put right and checked"), train: t("Training"), procedure: t("Another way of working"), equipment: t("Other equipment or material"), discipline: t("A talk is proposed") }[measure] ?? "";
}

/** How far it has got, and where somebody else was faster, who. */
export function outcomeWords({ receipt, state, problem }) {
  if (!receipt) return state === "attention" ? t("Needs attention") : problem ? t("Waiting") : t("Saved on this tablet");
  const { outcome, task } = receipt;
  const who = task?.by ? ` (${task.by} ${clockTime(task.at)})` : "";
  return {
    applied: t("On the server"), waiting: t("On the server; it follows what comes before it"), commented: t("Closed meanwhile; kept there as a remark") + who,
    held: t("On the server; a person decides"), superseded: t("Somebody was faster") + who,
    conflict: t("Somebody did something else; a person decides") + who, left: t("Left as it was"),
  }[outcome] ?? t("On the server");
}
