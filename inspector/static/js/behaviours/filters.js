// Filters that apply as soon as a choice changes: <form data-submits-on-change method="get">.

/** Send a filter form when one of its choices changes. */
export function submitOnChange(root) {
  root.addEventListener("change", (event) => event.target.form?.hasAttribute("data-submits-on-change") && event.target.form.requestSubmit());
}
