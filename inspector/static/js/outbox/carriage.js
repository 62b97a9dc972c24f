// Carries a body that is worth watching: tells how much has left, and gives up only when nothing has moved for a while.
// XMLHttpRequest, because fetch says nothing about an upload before its answer is there.

import { plain, STALL_MILLISECONDS } from "./server.js";

/** @returns the same plain answer as `ask`; rejects when there is none */
export function carry(address, { method, headers, body, onProgress }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let timer = null;
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALL_MILLISECONDS);
    };
    const lost = () => {
      clearTimeout(timer);
      reject(new TypeError("no answer"));
    };
    request.open(method, address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      moved();
      onProgress(event.loaded);
    };
    request.onprogress = moved;
    request.onload = () => {
      clearTimeout(timer);
      const isElsewhere = request.responseURL !== new URL(address, location.href).href;
      resolve(plain(request.status, isElsewhere, (name) => request.getResponseHeader(name), request.responseText));
    };
    request.onerror = lost;
    request.onabort = lost;
    moved();
    request.send(body);
  });
}
