// A photo carried by finger or mouse from the tray to a place: [data-loose] is carried, [data-place] takes it. No rules.

const SLIP_PIXELS = 10;
const EDGE_PIXELS = 70;
const SCROLL_PIXELS = 14;

/** @param {{drop: (slot: string, key: string) => void, signal: AbortSignal}} means */
export function dragPhotos(root, { drop, signal }) {
  let held = null; // {slot, photo, x, y, ghost}

  const put = () => {
    held?.ghost?.remove();
    for (const place of root.querySelectorAll(".is-over")) place.classList.remove("is-over");
    held = null;
  };

  root.addEventListener("pointerdown", (event) => {
    const photo = event.target.closest?.("[data-loose]");
    if (photo && event.button === 0) held = { slot: photo.dataset.loose, photo, id: event.pointerId, x: event.clientX, y: event.clientY, ghost: null };
  }, { signal });
  root.addEventListener("pointermove", (event) => {
    if (!held || event.pointerId !== held.id) return;
    if (!held.ghost && Math.hypot(event.clientX - held.x, event.clientY - held.y) < SLIP_PIXELS) return;
    held.ghost ??= ghostOf(held.photo, event.pointerId);
    held.ghost.style.setProperty("translate", `${event.clientX}px ${event.clientY}px`);
    scrollNearEdge(event.clientY);
    const under = root.elementFromPoint(event.clientX, event.clientY);
    under?.closest("summary")?.parentElement.setAttribute("open", "");
    for (const place of root.querySelectorAll(".is-over")) place.classList.remove("is-over");
    under?.closest("[data-place]")?.classList.add("is-over");
  }, { signal });
  root.addEventListener("pointerup", (event) => {
    if (!held || event.pointerId !== held.id) return;
    const { slot, ghost } = held;
    put();
    if (!ghost) return;
    root.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => root.removeEventListener("click", swallow, { capture: true }));
    const place = root.elementFromPoint(event.clientX, event.clientY)?.closest("[data-place]");
    if (place) drop(slot, place.dataset.place);
  }, { signal });
  root.addEventListener("pointercancel", put, { signal });
  root.addEventListener("keydown", (event) => event.key === "Escape" && put(), { signal });
  root.addEventListener("dragstart", (event) => event.target.closest?.("[data-loose]") && event.preventDefault(), { signal });
}

/** What is seen under the finger while a photo is carried. */
function ghostOf(photo, pointerId) {
  const ghost = document.createElement("div");
  ghost.className = "ghost";
  const picture = photo.querySelector("img")?.cloneNode();
  if (picture) ghost.append(picture);
  document.body.append(ghost);
  photo.setPointerCapture?.(pointerId);
  return ghost;
}

function scrollNearEdge(y) {
  if (y > window.innerHeight - EDGE_PIXELS) window.scrollBy(0, SCROLL_PIXELS);
  else if (y < EDGE_PIXELS) window.scrollBy(0, -SCROLL_PIXELS);
}

/** The click that ends a drag is not a tap. */
function swallow(event) {
  event.stopPropagation();
  event.preventDefault();
}
