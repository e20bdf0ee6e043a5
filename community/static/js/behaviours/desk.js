// Keys for the moderators' desk: they work while the focus is inside the list, so that they get in nobody's way.
const ACTS = { 1: "dismiss", 2: "hide", 3: "warn", 4: "pause" };

export default function desk(form) {
  const rows = [...form.querySelectorAll(".desk__row")];
  const table = form.querySelector(".desk__table");
  form.querySelector("[data-keys]").hidden = false;
  table.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = rows.indexOf(event.target.closest(".desk__row"));
    const key = event.key.toLowerCase();
    if (key === "j") focus(rows[Math.min(at + 1, rows.length - 1)]);
    else if (key === "k") focus(rows[Math.max(at - 1, 0)]);
    else if (key === "x" && at >= 0) tick(rows[at]).click();
    else if (key === "o" && at >= 0) rows[at].querySelector("a").click();
    else if (ACTS[key] && at >= 0) choose(form, rows[at], ACTS[key]);
    else return;
    event.preventDefault();
  });
}

function tick(row) {
  return row.querySelector(".desk__tick");
}

function focus(row) {
  tick(row)?.focus();
}

// Ticks the row and chooses the act; setting flags aside needs no more than Enter, the others a rule.
function choose(form, row, act) {
  tick(row).checked = true;
  form.querySelector(`[name=act][value=${act}]`).checked = true;
  if (act === "dismiss") form.querySelector(".buttons .button").focus();
  else form.elements.namedItem("rule").focus();
}
