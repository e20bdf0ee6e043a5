// Keeps what is being written: on this device at once, for members on the server every few seconds.
// Kept words belong to one person; they go when they were sent, are discarded, or somebody signs out.
const KEPT = ["title", "body", "place", "language", "key"];
const PREFIX = "draft:";
const SAVE_AFTER = 5000;

export default function draft(form) {
  const name = `${PREFIX}${form.dataset.person || "visitor"}:${form.dataset.draft}`;
  const said = form.querySelector(".draft__said");
  let waiting = null;
  let sending = null;
  restore(form, name);
  form.addEventListener("input", () => {
    store(name, { ...words(form), at: Date.now() });
    if (!form.dataset.save) return;
    clearTimeout(waiting);
    waiting = setTimeout(save, SAVE_AFTER);
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    sending?.abort();
    const kept = read(name);
    if (kept) store(name, { ...kept, sent: true });
  });

  async function save() {
    sending = new AbortController();
    try {
      const answer = await fetch(form.dataset.save, {
        method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, signal: sending.signal,
      });
      said.textContent = answer.ok ? form.dataset.saved : form.dataset.unsaved;
      if (answer.status === 403) delete form.dataset.save;
    } catch {
      said.textContent = form.dataset.unsaved;
    }
  }
}

// What was sent is gone as soon as another page shows that it arrived; where its form is back, it did not.
export function settle() {
  const here = new Set([...document.querySelectorAll("[data-draft]")].map((form) => form.dataset.draft));
  for (const name of names()) {
    const kept = read(name);
    if (kept?.sent && !here.has(name.split(":").pop())) localStorage.removeItem(name);
  }
  for (const form of document.querySelectorAll("form[action='/sign-out']")) {
    form.addEventListener("submit", () => names().forEach((name) => localStorage.removeItem(name)));
  }
}

function restore(form, name) {
  let kept = read(name);
  const before = `${PREFIX}visitor:${form.dataset.draft}`;
  // Whoever began as a visitor in this very tab and then signed in goes on.
  if (!kept && form.dataset.person && sessionStorage.getItem(before)) {
    kept = read(before);
    localStorage.removeItem(before);
    sessionStorage.removeItem(before);
  }
  const typed = words(form);
  // A comment that was sent stands on the page with the form for the next one: then the address leads to it.
  if (kept?.sent && location.hash.startsWith("#comment-")) return localStorage.removeItem(name);
  if (kept?.sent) return store(name, { ...kept, sent: false }); // it came back: the page has what was typed
  const same = !(typed.title || (typed.title === undefined && typed.body)) || kept?.key === typed.key;
  if (!kept || !same || !differs(kept, typed)) return;
  if (!form.dataset.person) sessionStorage.setItem(name, "here");
  for (const field of KEPT) {
    const input = form.elements[field];
    if (!input || kept[field] === undefined || (field === "key" && !kept.key)) continue;
    if (field !== "place" || [...input.options].some((option) => option.value === kept.place)) input.value = kept[field];
  }
  for (const input of typedIn(form)) input.dispatchEvent(new Event("input"));
  const found = form.querySelector(".draft__found");
  found.hidden = false;
  found.querySelector("[data-draft-discard]").addEventListener("click", () => {
    localStorage.removeItem(name);
    for (const input of typedIn(form)) {
      input.value = typed[input.name];
      input.dispatchEvent(new Event("input"));
    }
    found.hidden = true;
    typedIn(form)[0].focus();
  });
}

// A comment has no title.
function typedIn(form) {
  return [form.elements.title, form.elements.body].filter(Boolean);
}

function words(form) {
  return Object.fromEntries(KEPT.filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]));
}

function differs(kept, typed) {
  return Boolean(kept.title || kept.body) && (kept.title !== typed.title || kept.body !== typed.body);
}

function names() {
  try {
    return Object.keys(localStorage).filter((name) => name.startsWith(PREFIX));
  } catch {
    return []; // this browser keeps nothing
  }
}

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function store(name, value) {
  try {
    if (value.title || value.body) localStorage.setItem(name, JSON.stringify(value));
    else localStorage.removeItem(name);
    if (name.startsWith(`${PREFIX}visitor:`)) sessionStorage.setItem(name, "here");
  } catch {
    // Full, or not allowed: the server still has it for members.
  }
}
