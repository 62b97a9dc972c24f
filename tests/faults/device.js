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

  /** Open the database at a version, as another version of the app does; the first one is made with its stores and these drafts. */
  async openAt(version, { isFresh = false, drafts = [] } = {}) {
    if (isFresh) await new Promise((done) => { indexedDB.deleteDatabase("inspector").onsuccess = done; });
    const asked = indexedDB.open("inspector", version);
    asked.onupgradeneeded = (event) => {
      if (event.oldVersion > 0) return asked.result.createObjectStore("from_the_future");
      for (const name of ["drafts", "outbox", "acked"]) asked.result.createObjectStore(name, { keyPath: "id" });
      asked.result.createObjectStore("draft_blobs", { keyPath: ["record", "slot", "part"] });
      for (const name of ["ref", "meta"]) asked.result.createObjectStore(name);
      for (const draft of drafts) asked.transaction.objectStore("drafts").put(draft);
      return undefined;
    };
    await new Promise((done, fail) => {
      asked.onsuccess = done;
      asked.onerror = () => fail(asked.error);
    });
    this.held = asked.result; // does not let go when another version asks
  },

  /** As an opened database says it; the browser's own list is wrong after a crash. */
  async version() {
    const base = await this.open();
    const { version } = base;
    base.close();
    return version;
  },

  /** Fill the disk with noise until not even a thousand bytes fit. */
  async stuff() {
    const base = await this.open();
    for (let size = 1_000_000, number = 0; size >= 1000; number += 1) {
      const noise = new Uint8Array(size);
      for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
      const work = base.transaction("ref", "readwrite", { durability: "strict" });
      work.objectStore("ref").put(noise.buffer, `filler:${number}`);
      const fitted = await new Promise((done) => {
        work.oncomplete = () => done(true);
        work.onabort = () => done(false);
      });
      if (!fitted) size = Math.floor(size / 3);
    }
    base.close();
  },

  async meta(name) {
    const base = await this.open();
    const asked = base.transaction("meta").objectStore("meta").get(name);
    await new Promise((done) => { asked.onsuccess = done; });
    base.close();
    return asked.result;
  },

  /** From now on drafts do not fit on the disk. */
  fillUp() {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function fullPut(...words) {
      if (this.name === "drafts") throw new DOMException("full", "QuotaExceededError");
      return put.apply(this, words);
    };
  },

  /** The next upgrade stops for ever at this store. */
  hangAt(store) {
    const make = IDBDatabase.prototype.createObjectStore;
    IDBDatabase.prototype.createObjectStore = function slowMake(name, ...rest) {
      const made = make.call(this, name, ...rest);
      if (name === store) {
        const word = new XMLHttpRequest(); // the only one that leaves before the hang
        word.open("GET", "/api/v1/ping?upgrading", false);
        word.send();
      }
      while (name === store);
      return made;
    };
  },

  /** Everything that may mean a new chance, at once. */
  wakeAll() {
    window.dispatchEvent(new Event("online"));
    document.dispatchEvent(new Event("visibilitychange"));
    navigator.serviceWorker?.dispatchEvent(new MessageEvent("message", { data: { type: "outbox" } }));
  },

  /** Milliseconds until the sync screen shows so many records. */
  timeToShow(count) {
    const began = performance.now();
    location.hash = "#/sync";
    return new Promise((done) => {
      const look = () => (document.querySelectorAll(".record").length >= count ? done(performance.now() - began) : requestAnimationFrame(look));
      look();
    });
  },

  /** Two identical requests at the same time, as a proxy that repeats one makes them: [[status, receipt code], …]. */
  putTwice(id, body) {
    const headers = { "Content-Type": "application/json", "X-Inspector-Client": "test;wire=1" };
    const put = async () => {
      const answer = await fetch(`/api/v1/device/submissions/${id}`, { method: "PUT", body: bytes(body), headers });
      return [answer.status, (await answer.json()).code];
    };
    return Promise.all([put(), put()]);
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
