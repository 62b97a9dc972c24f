// Small signs that stand beside words, drawn as SVG; decoration only, the words say it.

import { html } from "../../vendor/lit-html.js";

const PATHS = {
  pass: "M5 12.5l4.5 4.5L19 7.5",
  fail: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  na: "M6 12h12",
  unseen: "M3 12s3.5-6 9-6c1.6 0 3 .5 4.200 1.200M21 12s-3.500 6-9 6c-1.600 0-3-.5-4.200-1.200M4 20L20 4",
  all: "M2.500 13l4 4L14 8.500M11 16l1.500 1.500L21.500 8.500",
  photo: "M4 8h3l1.500-2.500h7L17 8h3v11H4zM12 16.500a3.250 3.250 0 1 0 0-6.500 3.250 3.250 0 0 0 0 6.500z",
  undo: "M9 6L4.500 10.500 9 15M5 10.500h9a5 5 0 0 1 0 10h-3",
  guest: "M8 5v14M16 5v14",
  praise: "M12 4l2.500 5.200 5.500.7-4 3.900 1 5.700-5-2.700-5 2.700 1-5.700-4-3.900 5.500-.7z",
  next: "M9 5.500l6.500 6.500L9 18.500",
  back: "M15 5.500L8.500 12l6.500 6.500",
  down: "M5.500 9l6.500 6.500L18.500 9",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  guide: "M12 11v6M12 7v.5M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  play: "M8 5.500v13l10.500-6.500z",
  stop: "M7 7h10v10H7z",
  mark_arrow: "M5 19L19 5M10 5h9v9",
  mark_circle: "M12 19a8 7 0 1 0 0-14 8 7 0 0 0 0 14z",
  mark_text: "M6 6h12M12 6v13",
  mark_blur: "M4 4h7v7H4zM13 13h7v7h-7zM13 4h7v7h-7zM4 13h7v7H4z",
  code: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2M20 14v6h-6v-2M18 17.500v.5",
  tray: "M3 13l3-8h12l3 8v6H3zM3 13h5l1.500 3h5L16 13h5",
  grid: "M4 5h16v14H4zM4 10h16M4 14.500h16M10 5v14M15 5v14",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.500 20c1-4 4-5.500 7.500-5.500s6.500 1.500 7.500 5.500",
  cloud: "M7 18a4 4 0 0 1-.5-8 5.500 5.500 0 0 1 10.700-1.200A4.300 4.300 0 0 1 17 18zM9.500 13.500l2 2 3.500-4",
  alert: "M12 4l9 16H3zM12 10v4.500M12 17v.5",
  pen: "M4 20l1-4L16 5l3 3L8 19z",
  share: "M12 15V4M8 7.500L12 3.500l4 4M5 12v8h14v-8",
  table: "M3 9h18M5 9v10M19 9v10",
};

export function icon(name) {
  return html`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"><path d=${PATHS[name]}></path></svg>`;
}
