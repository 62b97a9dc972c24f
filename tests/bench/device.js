// What the bench of the device measures inside the page.

window.bench = { durable: [] };

const begin = IDBDatabase.prototype.transaction;
/** Notes when a transaction that wrote something is complete. */
IDBDatabase.prototype.transaction = function watched(stores, mode, ...rest) {
  const made = begin.call(this, stores, mode, ...rest);
  if (mode === "readwrite") made.addEventListener("complete", () => window.bench.durable.push(performance.now()));
  return made;
};

/** Milliseconds from a tap on a cell of the line-up until it is durable. */
window.bench.tap = async (at) => {
  const cells = document.querySelectorAll("button.cell");
  const { durable } = window.bench;
  const before = durable.length;
  const began = performance.now();
  cells[(at * 7) % cells.length].click();
  while (durable.length === before) await new Promise((done) => setTimeout(done));
  return durable[before] - began;
};

/** What the browser alone needs to write the same draft, as often as asked. */
window.bench.bare = async (turns) => {
  const ours = await opened("inspector");
  const [draft] = await answered(ours.transaction("drafts").objectStore("drafts").getAll());
  ours.close();
  const bare = await opened("bare", (made) => made.createObjectStore("drafts", { keyPath: "id" }));
  const times = [];
  for (let turn = 0; turn < turns; turn += 1) {
    const began = performance.now();
    const work = begin.call(bare, "drafts", "readwrite", { durability: "strict" });
    work.objectStore("drafts").put(draft);
    await new Promise((done) => { work.oncomplete = done; });
    times.push(performance.now() - began);
  }
  return { times, bytes: JSON.stringify(draft).length };
};

window.bench.photos = async () => {
  const [draft] = await answered((await opened("inspector")).transaction("drafts").objectStore("drafts").getAll());
  return draft.photos.length;
};

function opened(name, make) {
  const asked = indexedDB.open(name);
  asked.onupgradeneeded = () => make?.(asked.result);
  return answered(asked);
}

function answered(asked) {
  return new Promise((done, fail) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
}
