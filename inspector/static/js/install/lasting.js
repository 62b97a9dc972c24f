// Asks the browser to keep what is stored here also when the device runs out of room.

/** @returns {Promise<boolean|null>} whether it promised; null where it knows no such promise */
export async function askToKeep(storage) {
  if (!storage?.persist) return null;
  try {
    return (await storage.persisted()) || (await storage.persist());
  } catch {
    return false;
  }
}
