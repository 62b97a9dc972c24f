// What a test does with the device's database from outside the app: look at all of it, put finished records into it.

window.onTheBench = {
  async open() {
    return new Promise((done, fail) => {
      const asked = indexedDB.open("inspector");
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  },

  async read() {
    const base = await this.open();
    const all = (name) => new Promise((done, fail) => {
      const asked = base.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => fail(asked.error);
    });
    const told = async (record) => ({
      id: record.id, state: record.state, attempts: record.attempts, problem: record.problem?.code ?? null, next_at: record.next_at, author: record.about.author_id,
      code: record.receipt?.code ?? null, hash: record.hash, body: await this.hex(record.body),
      photos: record.photos.map((photo) => ({ sha256: photo.sha256, slot: photo.slot, sent: photo.sent, problem: photo.problem?.code ?? null })),
    });
    const [outbox, acked, drafts, pieces] = await Promise.all(["outbox", "acked", "drafts", "draft_blobs"].map(all));
    base.close();
    const whole = {};
    for (const { record, slot, bytes: part } of pieces) {
      const key = `${record} ${slot}`;
      whole[key] = [...(whole[key] ?? []), part];
    }
    const blobs = await Promise.all(Object.entries(whole).map(async ([key, parts]) => [key, await this.hex(await new Blob(parts).arrayBuffer())]));
    return { waiting: await Promise.all(outbox.map(told)), acked: await Promise.all(acked.map(told)), drafts, blobs: Object.fromEntries(blobs) };
  },

  /** records: as the outbox holds them, `body` and the photos' `content` in base64 */
  async write(records) {
    const base = await this.open();
    const work = base.transaction(["outbox", "draft_blobs"], "readwrite");
    for (const { photos, body, ...rest } of records) {
      work.objectStore("outbox").put({ ...rest, body: bytes(body), photos: photos.map(({ content: _content, ...photo }) => photo) });
      for (const { slot, content } of photos) keep(work.objectStore("draft_blobs"), rest.id, slot, bytes(content));
    }
    await new Promise((done, fail) => {
      work.oncomplete = done;
      work.onabort = () => fail(work.error);
    });
    base.close();
  },

  async hex(content) {
    return Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", content)), (one) => one.toString(16).padStart(2, "0")).join("");
  },
};

function keep(store, record, slot, content) {
  const piece = 1024 * 1024;
  for (let part = 0; part * piece < content.byteLength; part += 1) store.put({ record, slot, part, bytes: content.slice(part * piece, (part + 1) * piece) });
}

function bytes(text) {
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer;
}
