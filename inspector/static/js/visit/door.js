// The shopper's door on the server: what is asked and what came of it. Knows no rules; an answer that is not ours is no answer.

const WIRE = 1;
const PATIENCE_MILLISECONDS = 60_000;

/** @typedef {{told?: object, receipt?: object, isAway?: boolean, code?: string, message?: string}} Answer  isAway: no server reached */
export class Door {
  #build;

  constructor(build) {
    this.#build = build;
  }

  /** @returns {Promise<Answer>} */
  async exchange(secret) {
    return asTold(await this.#ask("POST", "sessions", { secret }));
  }

  async look() {
    return asTold(await this.#ask("GET", ""));
  }

  async step(name) {
    return asTold(await this.#ask("POST", "steps", { step: name }));
  }

  /** The unfinished form, for another phone; whether it came through decides nothing. */
  mirror(draft) {
    return this.#ask("PUT", "draft", draft);
  }

  /** The photos that are not there yet, then the report. */
  async deliver(report, findPhoto) {
    const text = JSON.stringify(report);
    let answer = await this.#ask("PUT", "report", text);
    if (answer.body?.status === "incomplete") {
      for (const sha of answer.body.missing) {
        const photo = await findPhoto(sha);
        if (!photo) return { code: "photo_gone" };
        const stored = await this.#ask("PUT", `photos/${report.id}/${sha}`, photo.bytes, photo.type);
        if (!stored.body?.stored) return stored;
      }
      answer = await this.#ask("PUT", "report", text);
    }
    return answer.body?.receipt ? { receipt: answer.body.receipt } : answer;
  }

  async #ask(method, path, content = undefined, type = "application/json") {
    const body = content === undefined || typeof content === "string" || content instanceof ArrayBuffer ? content : JSON.stringify(content);
    const headers = { "X-Inspector-Client": `${this.#build};wire=${WIRE}`, ...(body === undefined ? {} : { "Content-Type": type }) };
    const patience = AbortSignal.timeout ? AbortSignal.timeout(PATIENCE_MILLISECONDS) : undefined;
    try {
      const response = await fetch(`/api/v1/visit${path && `/${path}`}`, { method, headers, body, cache: "no-store", redirect: "error", signal: patience });
      return read(response.status, await response.json());
    } catch {
      return { isAway: true };
    }
  }
}

function asTold(answer) {
  return answer.body?.visit ? { told: answer.body } : answer;
}

function read(status, body) {
  if (status < 400 || body?.receipt) return { body };
  if (status >= 500) return { isAway: true };
  return { code: body?.error?.code ?? "failed", message: body?.error?.message };
}
