// Rows of a form: data-rows="options" always ends with a blank one; what is typed into it brings the next. data-takes-row takes one out.

/** Let the rows of forms grow and shrink, also of parts that arrive later. */
export function growRows(root) {
  root.addEventListener("input", (event) => {
    const row = event.target.closest?.("[data-row]");
    if (row && row === lastOf(row) && isFilled(row)) addBlank(row);
  });
  root.addEventListener("click", (event) => {
    const row = event.target.closest?.("[data-takes-row]")?.closest("[data-row]");
    if (!row) return;
    const form = row.closest("form");
    if (row === lastOf(row)) empty(row);
    else row.remove();
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function lastOf(row) {
  const rows = row.closest("[data-rows]").querySelectorAll(":scope > [data-row]");
  return rows[rows.length - 1];
}

function fieldsOf(row) {
  return row.querySelectorAll("input:not([type=hidden]), select, textarea");
}

function isFilled(row) {
  return [...fieldsOf(row)].some((field) => (field.type === "checkbox" ? field.checked : field.value !== ""));
}

function empty(row) {
  for (const field of fieldsOf(row)) {
    field.value = "";
    field.checked = false;
  }
}

/** The names count: options.3.points. A number once used on this page is not used again. */
function addBlank(row) {
  const list = row.closest("[data-rows]");
  const way = list.dataset.rows;
  const next = Math.max(...[...list.querySelectorAll("[name]")].map((field) => placeIn(field.name, way))) + 1;
  const blank = row.cloneNode(true);
  for (const field of blank.querySelectorAll("[name]")) {
    field.name = field.name.replace(`${way}.${placeIn(field.name, way)}`, `${way}.${next}`);
    field.removeAttribute("id");
  }
  empty(blank);
  row.after(blank);
}

function placeIn(name, way) {
  return name.startsWith(`${way}.`) ? Number(name.slice(way.length + 1).split(".")[0]) : -1;
}
