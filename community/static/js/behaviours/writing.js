// Marks text as Markdown by a button or a key, and shows how it will look without leaving the page.
import refresh, { plainly } from "../refresh.js";
import say from "../say.js";

const AROUND = { bold: ["**", "**"], italic: ["*", "*"], link: ["[", "](https://)"] };
const BEFORE = { list: "- ", quote: "> " };
const KEYS = { b: "bold", i: "italic", k: "link" };

export default function writing(place) {
  const text = place.querySelector("textarea");
  const marks = place.querySelector(".writing__marks");
  marks.hidden = false;
  marks.addEventListener("click", (event) => {
    const button = event.target.closest("[data-mark]");
    if (button) mark(text, button.dataset.mark);
  });
  text.addEventListener("keydown", (event) => {
    const name = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && KEYS[event.key.toLowerCase()];
    if (!name) return;
    event.preventDefault();
    mark(text, name);
  });
  const button = place.querySelector("button[value=preview]");
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    if (!(await refresh(button.form, button, place.dataset.preview))) return plainly(button);
    say(place.dataset.done);
    document.getElementById(place.dataset.preview).scrollIntoView({ block: "nearest" });
  });
}

function mark(text, name) {
  text.focus();
  if (AROUND[name]) around(text, ...AROUND[name]);
  else before(text, BEFORE[name]);
}

function around(text, open, close) {
  const { selectionStart: start, selectionEnd: end } = text;
  const chosen = text.value.slice(start, end);
  put(text, open + chosen + close);
  const from = start + open.length;
  text.setSelectionRange(from, from + chosen.length);
}

// Whole lines, from the one with the beginning of what is chosen to the one with its end.
function before(text, sign) {
  const start = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  const next = text.value.indexOf("\n", text.selectionEnd);
  const end = next < 0 ? text.value.length : next;
  const lines = text.value.slice(start, end).split("\n");
  text.setSelectionRange(start, end);
  put(text, lines.map((line) => (line.startsWith(sign) ? line.slice(sign.length) : sign + line)).join("\n"));
}

// As if it had been typed, so that it can be undone.
function put(text, words) {
  if (document.execCommand("insertText", false, words)) return;
  text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
  text.dispatchEvent(new Event("input", { bubbles: true }));
}
