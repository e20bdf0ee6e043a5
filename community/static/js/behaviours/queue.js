// Votes on one idea after the other without leaving the page, also by keys while the focus is in the queue.
import refresh, { plainly } from "../refresh.js";
import say from "../say.js";

export default function queue(place) {
  ready(place);
  place.querySelector(".queue__idea")?.focus({ preventScroll: true });
  place.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const button = place.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  place.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (place.classList.contains("is-busy")) return;
    place.classList.add("is-busy");
    const { submitter: button, target: form } = event;
    const here = document.createElement("input");
    Object.assign(here, { type: "hidden", name: "here", value: "1" });
    form.append(here);
    const taken = await refresh(form, button, place.id);
    here.remove();
    place.classList.remove("is-busy");
    if (!taken) return plainly(button);
    ready(place);
    const next = place.querySelector(".queue__idea") || place.querySelector("a");
    next.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    say(["[data-last]", "[data-progress]"].map((part) => place.querySelector(part)?.textContent).filter(Boolean).join(". "));
  });
}

function ready(place) {
  place.classList.add("has-keys");
  place.querySelector("[data-keys]").hidden = false;
}
