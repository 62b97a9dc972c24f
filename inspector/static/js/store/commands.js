// What was done with tasks on this device: each with the exact bytes to send, in order, kept until the server has it and a while longer.

import { read, write } from "./database.js";
import { writeText } from "./room.js";

const KEPT_MILLISECONDS = 7 * 86_400_000;

/**
 * @typedef {object} Command           a waiting record (store/outbox.js Waiting) that also has
 * @property {number} seq              the device's own number; grows by one
 * @property {number|null} after       seq of the command before it about the same task
 * @property {number} task, base_rev
 * @property {string} move
 */

/** The next number of this device, and the number of its last command about a task, or null. */
export function numbered(task) {
  return writeText(["commands", "meta"], async (store) => {
    const seq = ((await store("meta").get("command_seq")) ?? 0) + 1;
    const known = (await store("commands").getAll()).filter((one) => one.task === task);
    await store("meta").put(seq, "command_seq");
    return { seq, after: known.length ? Math.max(...known.map((one) => one.seq)) : null };
  });
}

/** Resolves only when the command is on the disk; before that it does not count. */
export function add(command) {
  return writeText(["commands"], (store) => store("commands").put(command));
}

/** All, in the order in which they were made. */
export async function all() {
  const commands = await read(["commands"], (store) => store("commands").getAll());
  return commands.sort((one, other) => one.seq - other.seq);
}

export async function waiting() {
  return (await all()).filter((command) => command.state !== "acknowledged");
}

export function update(command) {
  return writeText(["commands"], async (store) => {
    if (await store("commands").get(command.id)) await store("commands").put(command);
  });
}

/** The server has it, and said what became of it. */
export function acknowledge(command, receipt, at) {
  return update({ ...command, state: "acknowledged", problem: null, receipt, acked_at: at });
}

/** What the server has had for a week goes, with its photos; what waits stays for ever. */
export function clearOld(now) {
  return write(["commands", "draft_blobs"], async (store) => {
    for (const command of await store("commands").getAll()) {
      if (command.state !== "acknowledged" || now - command.acked_at <= KEPT_MILLISECONDS) continue;
      await store("draft_blobs").delete(IDBKeyRange.bound([command.id], [command.id, []]));
      await store("commands").delete(command.id);
    }
  });
}
