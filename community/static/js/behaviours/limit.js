// Counts letters as one types. The same limit is said in words beside the field, and checked by the server.
import say from "../say.js";

export default function limit(input) {
  const most = Number(input.dataset.most);
  const digits = new Intl.NumberFormat(`${document.documentElement.lang.replace("-XB", "")}-u-nu-latn`);
  const count = document.createElement("p");
  count.className = "field__count";
  count.dir = "auto";
  count.setAttribute("aria-hidden", "true");
  input.after(count);
  let over = false;
  const show = () => {
    const letters = [...input.value].length;
    count.textContent = letters > most
      ? input.dataset.over.replace("%(over)s", digits.format(letters - most))
      : `${digits.format(letters)} / ${digits.format(most)}`;
    count.classList.toggle("is-over", letters > most);
    if (letters > most !== over) say(count.textContent);
    over = letters > most;
  };
  input.addEventListener("input", show);
  show();
}
