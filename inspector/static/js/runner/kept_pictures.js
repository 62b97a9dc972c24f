// The small photos that this device keeps, as addresses for <img>.

import * as reference from "../store/reference.js";

export class KeptPictures {
  #urls = new Map();

  static async of(accountId) {
    const kept = new KeptPictures();
    for (const [address, bytes] of await reference.pictures(accountId)) kept.#urls.set(address, URL.createObjectURL(new Blob([bytes])));
    return kept;
  }

  /** Where the picture is shown from; null when it can be had neither from here nor from the server. */
  at(address) {
    return this.#urls.get(address) ?? (address && navigator.onLine ? address : null);
  }

  forget() {
    for (const url of this.#urls.values()) URL.revokeObjectURL(url);
    this.#urls.clear();
  }
}
