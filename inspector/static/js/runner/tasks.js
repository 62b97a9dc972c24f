// Tasks as they stand for the person who holds the tablet: what the server said last, and what was done here since. Decides only.

/** The table of moves; the server has the last word (inspector/rectification/lifecycle.py). */
const MOVES = {
  accept: { from: ["open"], to: "accepted", by: "acts" },
  fix: { from: ["open", "accepted"], to: "fixed", by: "acts" },
  verify: { from: ["fixed"], to: "watching", by: "verifies" },
  return: { from: ["fixed", "watching"], to: "accepted", by: "verifies" },
  close: { from: ["watching"], to: "closed", by: "verifies" },
};

/** What leaves a task where it is. contain: of what must be put right at once, until somebody said how it was stopped. */
const BESIDES = {
  comment: (task) => task.acts || task.verifies,
  contain: (task) => (task.acts || task.verifies) && !task.contained && task.state !== "closed",
  hand_over: (task) => task.acts && (task.state === "open" || task.state === "accepted"),
};

/** Outcomes after which the task did not move as was wished. */
const UNMOVED = new Set(["superseded", "conflict", "left", "held", "commented"]);

/**
 * A task with what was done here and is not yet in what the server said.
 * @param {object} task      of the bundle (docs/payload.md, Bundle, tasks)
 * @param {object[]} commands of this device, in order
 */
export function standing(task, commands) {
  const own = commands.filter((one) => one.task === task.task && !isKnown(one, task));
  const moved = own.filter((one) => MOVES[one.move]?.to && !UNMOVED.has(one.receipt?.outcome));
  const state = moved.length ? MOVES[moved.at(-1).move].to : task.state;
  const hasFixed = moved.some((one) => one.move === "fix");
  const moves = moved.length ? movesFrom(state, task, hasFixed) : task.moves;
  const contained = task.contained !== false || own.some((one) => one.move === "contain");
  const now = { ...task, state, moves, contained, pending: own };
  return { ...now, besides: Object.keys(BESIDES).filter((move) => BESIDES[move](now)) };
}

/** What a command must say: the revision its author saw, which is the server's, whatever was done here since. */
export function commandOf({ id, task, move, note, photos, staff, author, seq, after, at, client }) {
  return {
    wire: 1, id, type: `task.${move}`, target: { task: task.task }, author_id: author.id, seq, after, base_rev: task.rev, at,
    payload: { note: note?.trim() || null, photos: photos.map((photo) => photo.sha256), ...(move === "hand_over" ? { staff } : {}) }, client,
  };
}

/** What stands against a move: "photo", "note" or "staff", or null. */
export function lacks(move, task, { note, photos, staff }) {
  if (move === "fix" && task.needs_photo && !photos.length) return "photo";
  if (move === "hand_over" && !staff) return "staff";
  if ((move === "contain" || (move === "fix" && task.grade === "works")) && !note?.trim()) return "note"; // of works: the invoice, or why there is none
  if ((move === "return" || move === "comment") && !note?.trim() && !(move === "comment" && photos.length)) return "note";
  return null;
}

/** Mine first, then by deadline; what is fixed or watched after what is to do. */
export function inOrder(tasks) {
  const rank = { open: 0, accepted: 0, fixed: 1, watching: 2, closed: 3 };
  return [...tasks].sort((one, other) => rank[one.state] - rank[other.state] || Number(other.mine) - Number(one.mine) || (one.due_at < other.due_at ? -1 : 1));
}

export function isOverdue(task, now) {
  return (task.state === "open" || task.state === "accepted") && Date.parse(task.due_at) < now;
}

function movesFrom(state, task, hasFixed) {
  return Object.keys(MOVES).filter((move) => MOVES[move].from.includes(state) && task[MOVES[move].by] && !(hasFixed && MOVES[move].by === "verifies"));
}

/** The server's word already holds this command. */
function isKnown(command, task) {
  return command.receipt ? (command.receipt.task?.rev ?? 0) <= task.rev : false;
}
