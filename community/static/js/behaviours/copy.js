// Copies this page's address.
import say from "../say.js";

export default function copy(button) {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const address = document.querySelector("link[rel=canonical]")?.href ?? location.href;
    await navigator.clipboard.writeText(address);
    say(button.dataset.done);
    button.lastChild.textContent = button.dataset.done;
  });
}
