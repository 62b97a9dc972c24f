// Parts in another order: dragged by their grip, or moved by the arrow keys while the grip has the focus. Says it through the form "mover".

const FAR_PIXELS = 6;

/** Let the grips of [data-sorted] move what they hold, also of parts that arrive later. */
export function sortParts(root) {
  let held = null; // {part, kind, startY, isMoving}
  let focused = null; // the part whose grip gets the focus back after the outline was drawn anew

  root.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest?.("[data-grip]");
    const part = grip?.closest("[data-sorted]");
    if (!part || event.button > 0) return;
    held = { part, kind: part.dataset.sorted.split(":")[0], startY: event.clientY, isMoving: false };
    grip.setPointerCapture(event.pointerId);
  });
  root.addEventListener("pointermove", (event) => {
    if (!held) return;
    if (!held.isMoving && Math.abs(event.clientY - held.startY) < FAR_PIXELS) return;
    if (!held.isMoving) begin(held);
    follow(held, event.clientY);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    root.addEventListener(name, () => {
      if (held?.isMoving) drop(held);
      held = null;
    });
  }
  root.addEventListener("keydown", (event) => {
    const grip = event.target.closest?.("[data-grip]");
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!grip || !by) return;
    event.preventDefault();
    const part = grip.closest("[data-sorted]");
    focused = part.dataset.sorted;
    send(part, { by });
  });
  root.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt.id === "mover") event.detail.path = new URL(event.detail.elt.action).pathname;
  });
  root.addEventListener("htmx:afterSettle", (event) => {
    if (!focused || event.detail.requestConfig?.elt?.id !== "mover") return; // a saving that settles has moved nothing
    document.querySelector(`[data-sorted="${CSS.escape(focused)}"] [data-grip]`)?.focus();
    focused = null;
  });
}

function begin(held) {
  held.isMoving = true;
  held.part.dataset.moving = "yes";
}

/** The part takes the place it would have; the page rolls when the finger is at its edge. */
function follow(held, y) {
  const edge = innerHeight / 8;
  if (y < edge) scrollBy(0, -edge / 4);
  if (y > innerHeight - edge) scrollBy(0, edge / 4);
  const over = document.elementsFromPoint(innerWidth / 2, y).map((element) => element.closest("[data-sorted], [data-sortable]"));
  for (const found of over) {
    if (!found || held.part.contains(found)) continue;
    if (found.matches(`[data-sorted^="${held.kind}:"]`)) {
      const { top, height } = found.getBoundingClientRect();
      found[y < top + height / 2 ? "before" : "after"](held.part);
      return;
    }
    if (found.matches(`[data-sortable="${held.kind}"]`) && !found.querySelector(`[data-sorted^="${held.kind}:"]`)) {
      found.append(held.part);
      return;
    }
  }
}

function drop(held) {
  delete held.part.dataset.moving;
  let next = held.part.nextElementSibling;
  while (next && !next.matches(`[data-sorted^="${held.kind}:"]`)) next = next.nextElementSibling;
  send(held.part, { before: next ? idOf(next) : "", section: held.part.closest("[data-section]")?.dataset.section ?? "" });
}

function send(part, values) {
  const mover = document.getElementById("mover");
  const [kind] = part.dataset.sorted.split(":");
  const url = mover.dataset.url.replace("KIND", kind).replace("ID", encodeURIComponent(idOf(part)));
  for (const name of ["by", "before", "section"]) mover.elements[name].value = values[name] ?? "";
  mover.action = url; // htmx keeps the address it first saw, so it is told again when it asks (see above)
  mover.requestSubmit();
}

function idOf(part) {
  return part.dataset.sorted.slice(part.dataset.sorted.indexOf(":") + 1);
}
