// A browser too old for the shopper's page is led to the plain forms, with the link it holds. Written as the oldest of them read it.

var PATIENCE_MILLISECONDS = 8000;

function offerPlainForms() {
  var notes = document.getElementById("notes");
  var plain = document.getElementById("plain");
  if (!plain || !notes || notes.firstChild) return; // our page has drawn itself
  notes.removeAttribute("aria-busy");
  plain.hidden = false;
  document.getElementById("link").value = location.href.indexOf("#") < 0 ? "" : location.href;
}

setTimeout(offerPlainForms, "noModule" in document.createElement("script") ? PATIENCE_MILLISECONDS : 0);
