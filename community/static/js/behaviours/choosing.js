// Takes the steps of choosing one of many without leaving the page.
import refresh, { plainly } from "../refresh.js";

export default function choosing(place) {
  place.addEventListener("click", async (event) => {
    const button = event.target.closest("button[name=step]");
    if (!button) return;
    event.preventDefault();
    await step(place, button);
  });
  place.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "search") return;
    event.preventDefault();
    step(place, place.querySelector("button[value=find]"));
  });
}

async function step(place, button) {
  if (await refresh(button.form, button, place.id)) place.querySelector("select").focus();
  else plainly(button);
}
