// Follows a thing, or stops, without leaving the page.
import refresh, { plainly } from "../refresh.js";
import say from "../say.js";

export default function follow(form) {
  const part = form.closest("[id]");
  part.addEventListener("submit", async (event) => {
    if (!event.submitter) return;
    event.preventDefault();
    if (!(await refresh(event.target, event.submitter, part.id))) return plainly(event.submitter);
    part.querySelector("button")?.focus();
    say(part.querySelector("form p").textContent);
  });
}
