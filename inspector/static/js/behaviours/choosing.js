// One tick for all of a long list: <label data-chooses-all hidden> with a nameless checkbox, in the fieldset whose checkboxes it ticks.

/** Show the ticks that choose all, and keep each in step with its list. */
export function chooseAll(root) {
  for (const label of root.querySelectorAll("[data-chooses-all]")) {
    const all = label.querySelector("input");
    const each = [...label.closest("fieldset").querySelectorAll("input[type=checkbox][name]")];
    const compare = () => {
      const count = each.filter((one) => one.checked).length;
      all.checked = count === each.length;
      all.indeterminate = count > 0 && count < each.length;
    };
    label.hidden = false;
    compare();
    label.closest("fieldset").addEventListener("change", (event) => {
      if (event.target === all) for (const one of each) one.checked = all.checked;
      compare();
    });
  }
}
