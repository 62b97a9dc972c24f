// The duty board: choose a person, tap areas and tables; every tap is drawn at once and sent with one save.

import { countOf, coverOf, holdersOf, setCover, setState, stateOf, togglePlace } from "./duty/board.js";

const form = document.querySelector("[data-duty-board]");
if (form) start(form);

function start(form) {
  const field = form.elements.board;
  const panel = form.querySelector("[data-person]");
  let parts = JSON.parse(field.value);
  let chosen = null;

  form.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-staff]");
    if (chip) return choose(Number(chip.dataset.staff));
    const cell = event.target.closest("[data-place]");
    if (cell && chosen !== null) return change(togglePlace(parts, chosen, cell.dataset.place));
    if (cell) return form.querySelector("[data-hint]").focus();
    const state = event.target.closest("[data-state]");
    if (state && chosen !== null) change(setState(parts, chosen, state.dataset.state));
  });
  panel.querySelector("select").addEventListener("change", (event) => {
    change(setCover(parts, chosen, event.target.value ? Number(event.target.value) : null));
  });
  draw();

  function choose(staff) {
    chosen = chosen === staff ? null : staff;
    draw();
  }

  function change(next) {
    parts = next;
    field.value = JSON.stringify(parts);
    draw();
  }

  function draw() {
    for (const chip of form.querySelectorAll("[data-staff]")) drawChip(chip);
    for (const cell of form.querySelectorAll("[data-place]")) drawCell(cell);
    drawPanel();
  }

  function drawChip(chip) {
    const staff = Number(chip.dataset.staff);
    const count = countOf(parts, staff);
    chip.setAttribute("aria-pressed", String(staff === chosen));
    chip.dataset.is = stateOf(parts, staff);
    chip.querySelector("[data-count]").textContent = count || "";
    chip.querySelector("[data-absent]").hidden = chip.dataset.is !== "absent";
  }

  function drawCell(cell) {
    const holders = holdersOf(parts, cell.dataset.place).map(chipOf).filter(Boolean);
    cell.setAttribute("aria-pressed", String(holders.some((chip) => Number(chip.dataset.staff) === chosen)));
    cell.querySelector("[data-holders]").textContent = holders.map((chip) => chip.dataset.initials).join(" ");
    cell.setAttribute("aria-label", [cell.dataset.label, holders.map((chip) => chip.dataset.name).join(" ")].filter(Boolean).join(": "));
    cell.toggleAttribute("data-held", holders.length > 0);
  }

  function drawPanel() {
    panel.dataset.empty = String(chosen === null);
    panel.querySelector("[data-hint]").hidden = chosen !== null;
    panel.querySelector("[data-tools]").hidden = chosen === null;
    if (chosen === null) return;
    const state = stateOf(parts, chosen);
    panel.querySelector("[data-name-of]").textContent = chipOf(chosen).dataset.name;
    for (const button of panel.querySelectorAll("[data-state]")) button.setAttribute("aria-pressed", String(button.dataset.state === state));
    const cover = panel.querySelector("[data-cover]");
    cover.hidden = state !== "absent";
    const select = cover.querySelector("select");
    select.value = coverOf(parts, chosen) ?? "";
    for (const option of select.options) option.disabled = Number(option.value) === chosen;
  }

  function chipOf(staff) {
    return form.querySelector(`[data-staff="${staff}"]`);
  }
}
