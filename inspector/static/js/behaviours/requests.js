// htmx requests carry the session's token; answers that are not for swapping are told to the person.

const TOKEN_HEADER = "X-CSRFToken";

/** Wire token and failures of htmx requests. */
export function guardRequests(htmx) {
  htmx.on("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]')?.content;
    if (token) event.detail.headers[TOKEN_HEADER] = token;
  });
  htmx.on("htmx:sendError", () => tell("offline"));
  htmx.on("htmx:responseError", (event) => {
    if (!event.detail.xhr.getResponseHeader("HX-Redirect")) tell("failed");
  });
}

function tell(which) {
  const notice = document.getElementById("notice");
  notice.className = "message message--attention toast";
  notice.textContent = notice.dataset[which];
}
