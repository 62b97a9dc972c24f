// Drawing on a photo: pointer and keys become marks, and the marked copy takes the photo's place. Fetched on demand.

import { t } from "../../lib/i18n.js";
import * as photos from "../../store/photos.js";
import { drawCursor, drawMarks } from "../mark_drawing.js";
import { drag, emptyDrawing, key, press, release, undo } from "../marks.js";
import { printed, thumbOf } from "../photography.js";
import { markingSheet } from "../views/marking.js";
import { replacePhoto } from "./evidence_actions.js";

const FOOT_SHARE = 0.06; // of photos kept before their footer's height was

export async function openMarking(screen, photo) {
  const bytes = await photos.find(screen.draft.id, photo.slot);
  const picture = await createImageBitmap(new Blob([bytes], { type: photo.type }));
  const marking = new Marking(screen, photo, picture);
  screen.openSheet({ kind: "marking", draw: markingSheet, ready: (root) => marking.show(root), marking });
}

class Marking {
  drawing;
  isKeeping = false;
  trouble = null;
  #screen;
  #photo;
  #picture;
  #foot;
  #canvas = null;

  constructor(screen, photo, picture) {
    this.#screen = screen;
    this.#photo = photo;
    this.#picture = picture;
    this.#foot = photo.foot ?? Math.round(picture.height * FOOT_SHARE);
    this.drawing = emptyDrawing(1 - this.#foot / picture.height);
  }

  // Lifecycle

  /** Whenever the sheet was painted: the canvas gets the size of the photo once, and its marks each time. */
  show(root) {
    const canvas = root.querySelector("canvas[data-marking]");
    if (canvas && canvas !== this.#canvas) {
      canvas.width = this.#picture.width;
      canvas.height = this.#picture.height;
    }
    this.#canvas = canvas;
    this.#draw();
  }

  // Actions

  choose(tool) {
    this.#become({ ...this.drawing, tool, open: null }, { paints: true });
  }

  say(words) {
    this.#become({ ...this.drawing, words: words.trim() });
  }

  undo() {
    this.#become(undo(this.drawing), { paints: true });
  }

  pressed(event) {
    if (event.button !== 0) return;
    this.#canvas.setPointerCapture(event.pointerId);
    this.#become(press(this.drawing, this.#pointOf(event)), { paints: this.drawing.tool === "text" });
  }

  dragged(event) {
    if (this.drawing.open && event.buttons) this.#become(drag(this.drawing, this.#pointOf(event)));
  }

  released(event) {
    this.#become(release(event.type === "pointercancel" ? { ...this.drawing, open: null } : drag(this.drawing, this.#pointOf(event))), { paints: true });
  }

  typed(event) {
    if (event.key === "z" && (event.ctrlKey || event.metaKey)) this.undo();
    else {
      const next = key(this.drawing, event.key, { isLarge: event.shiftKey });
      if (next === this.drawing) return;
      this.#become(next, { paints: next.marks !== this.drawing.marks });
    }
    event.preventDefault();
  }

  left() {
    if (this.drawing.marks.length && !window.confirm(t("Leave without keeping the marks?"))) return;
    this.#close();
  }

  async keep() {
    if (this.isKeeping) return;
    this.isKeeping = true;
    this.#screen.shell.paint();
    try {
      const whole = document.createElement("canvas");
      whole.width = this.#picture.width;
      whole.height = this.#picture.height;
      drawMarks(whole, this.#picture, this.drawing.marks, this.#foot);
      await replacePhoto(this.#screen.live, this.#photo, await printed(whole, thumbOf(whole, this.#foot)));
      this.#close();
    } catch {
      this.isKeeping = false;
      this.trouble = t("The marks could not be kept on this device. The photo is as it was.");
      this.#screen.shell.paint();
    }
  }

  // Private

  #become(drawing, { paints = false } = {}) {
    this.drawing = drawing;
    if (paints) this.#screen.shell.paint();
    this.#draw();
  }

  #draw() {
    if (!this.#canvas) return;
    const { marks, open, cursor } = this.drawing;
    drawMarks(this.#canvas, this.#picture, open ? [...marks, open] : marks, this.#foot);
    if (cursor) drawCursor(this.#canvas, cursor);
  }

  #pointOf(event) {
    const { left, top, width, height } = this.#canvas.getBoundingClientRect();
    return { x: (event.clientX - left) / width, y: (event.clientY - top) / height };
  }

  #close() {
    this.#canvas = null;
    this.#picture.close();
    this.#screen.openSheet(null);
  }
}
