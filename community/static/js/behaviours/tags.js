// Names of tags to press, below the field in which tags are typed: those that begin like the last one, or many use.
import say from "../say.js";

const BETWEEN = /[,;\u060c\u061b\u3001\uff0c\uff1b]/;

export default function tags(part) {
  const input = part.querySelector("input[type=text]");
  const often = part.querySelector(".tagging__often");
  const list = part.querySelector(".tagging__names");
  const usual = [...list.children].map((item) => item.textContent);
  let waiting;
  const typed = () => input.value.split(BETWEEN).map((name) => name.trim());

  const show = (names) => {
    const there = new Set(typed().slice(0, -1).map((name) => name.toLowerCase()));
    const left = names.filter((name) => !there.has(name.toLowerCase()));
    list.replaceChildren(...left.map((name) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "tagging__name";
      button.dir = "auto";
      button.textContent = name;
      item.append(button);
      return item;
    }));
    often.firstElementChild.hidden = names !== usual;
    often.hidden = !left.length;
    return left.length;
  };
  const ask = async () => {
    const word = typed().at(-1);
    if (!word) return show(usual);
    try {
      const answer = await fetch(`/tags/suggest.json?q=${encodeURIComponent(word.slice(0, 50))}`);
      if (!answer.ok) return;
      const { names } = await answer.json();
      if (word === typed().at(-1) && show(names)) say(part.dataset.found);
    } catch { /* One goes on typing. */ }
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 250);
  });
  list.addEventListener("click", (event) => {
    const name = event.target.closest("button")?.textContent;
    if (!name) return;
    const kept = typed().slice(0, -1).filter(Boolean);
    input.value = `${[...kept, name].join(", ")}, `;
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  show(usual);
}
