// Marks drawn into the pixels of a photo. Canvas work, no rules.

const RED = "#d92118";
const HALO = "#fff";
const BLUR_CELLS = 6; // along the longer side: six patches of colour are left of a face
const HEAD = 4.5; // length of an arrow's head, in widths of its line

/** The photo with its marks; nothing is drawn over its footer. */
export function drawMarks(canvas, picture, marks, foot) {
  const pen = canvas.getContext("2d");
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  pen.save();
  pen.beginPath();
  pen.rect(0, 0, canvas.width, canvas.height - foot);
  pen.clip();
  for (const mark of marks) DRAW[mark.tool](pen, canvas, placed(canvas, mark));
  pen.restore();
}

/** Where the keys are; on the screen only, never in the photo. */
export function drawCursor(canvas, { x, y }) {
  const pen = canvas.getContext("2d");
  const size = canvas.width / 30;
  const cross = new Path2D();
  cross.moveTo(x * canvas.width - size, y * canvas.height);
  cross.lineTo(x * canvas.width + size, y * canvas.height);
  cross.moveTo(x * canvas.width, y * canvas.height - size);
  cross.lineTo(x * canvas.width, y * canvas.height + size);
  outlined(pen, cross, size / 8, "#1d3884");
}

const DRAW = {
  arrow(pen, canvas, { from, to }) {
    const width = lineWidth(canvas);
    const angle = Math.atan2(to.y - from.y, to.x - from.x);
    const arrow = new Path2D();
    arrow.moveTo(from.x, from.y);
    arrow.lineTo(to.x, to.y);
    for (const side of [-0.5, 0.5]) {
      arrow.moveTo(to.x, to.y);
      arrow.lineTo(to.x - Math.cos(angle + side) * width * HEAD, to.y - Math.sin(angle + side) * width * HEAD);
    }
    outlined(pen, arrow, width);
  },
  circle(pen, canvas, { from, to }) {
    const ring = new Path2D();
    ring.ellipse((from.x + to.x) / 2, (from.y + to.y) / 2, Math.abs(to.x - from.x) / 2, Math.abs(to.y - from.y) / 2, 0, 0, 2 * Math.PI);
    outlined(pen, ring, lineWidth(canvas));
  },
  text(pen, canvas, { from, words }) {
    const size = Math.max(canvas.width, canvas.height) / 32;
    const room = canvas.width - size;
    pen.font = `600 ${size}px "PingFang SC", "Noto Sans SC", "Microsoft YaHei", sans-serif`;
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.lineWidth = size / 4;
    pen.strokeStyle = HALO;
    pen.fillStyle = RED;
    const left = Math.max(size / 2, Math.min(from.x, canvas.width - size / 2 - Math.min(room, pen.measureText(words).width)));
    pen.strokeText(words, left, from.y, room);
    pen.fillText(words, left, from.y, room);
  },
  /** The pixels are replaced by a handful of patches: what was there is in no file any more. */
  blur(pen, canvas, { from, to }) {
    const [left, top] = [Math.floor(Math.min(from.x, to.x)), Math.floor(Math.min(from.y, to.y))];
    const [width, height] = [Math.ceil(Math.abs(to.x - from.x)), Math.ceil(Math.abs(to.y - from.y))];
    if (!width || !height) return;
    const patches = document.createElement("canvas");
    patches.width = Math.max(1, Math.round((BLUR_CELLS * width) / Math.max(width, height)));
    patches.height = Math.max(1, Math.round((BLUR_CELLS * height) / Math.max(width, height)));
    const small = patches.getContext("2d");
    small.imageSmoothingQuality = "high";
    small.drawImage(canvas, left, top, width, height, 0, 0, patches.width, patches.height);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(patches, 0, 0, patches.width, patches.height, left, top, width, height);
    pen.imageSmoothingEnabled = true;
  },
};

function outlined(pen, path, width, colour = RED) {
  pen.lineCap = "round";
  pen.lineJoin = "round";
  for (const [style, thick] of [[HALO, width * 1.8], [colour, width]]) {
    pen.strokeStyle = style;
    pen.lineWidth = thick;
    pen.stroke(path);
  }
}

function lineWidth(canvas) {
  return Math.max(3, Math.max(canvas.width, canvas.height) / 150);
}

function placed(canvas, mark) {
  const at = ({ x, y }) => ({ x: x * canvas.width, y: y * canvas.height });
  return { ...mark, from: at(mark.from), to: at(mark.to) };
}
