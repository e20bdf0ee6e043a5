// Votes without leaving the page. Any answer but a count sends the form as if there were no script.
import say from "../say.js";

export default function vote(form) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.classList.contains("is-busy")) return;
    form.classList.add("is-busy");
    const pressed = event.submitter;
    const counts = await send(form, pressed);
    form.classList.remove("is-busy");
    if (!counts) return plainly(form, pressed);
    show(form, counts);
    say(words(form, counts));
    follow();
  });
}

async function send(form, button) {
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams([[button.name, button.value]]),
      headers: { Accept: "application/json" },
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function show(form, counts) {
  const numbers = { support: counts.support, oppose: counts.oppose, pass: counts.passed, me_too: counts.me_too };
  const digits = new Intl.NumberFormat(`${document.documentElement.lang.replace("-XB", "")}-u-nu-latn`);
  for (const button of form.querySelectorAll("[data-choice]")) {
    const { choice } = button.dataset;
    const mine = choice === counts.choice;
    button.setAttribute("aria-pressed", mine);
    button.value = mine ? "withdraw" : choice;
    button.querySelector("b").textContent = digits.format(numbers[choice]);
  }
  const withdraw = form.querySelector(".vote__withdraw");
  if (!withdraw) return;
  const left = withdraw.contains(document.activeElement) && counts.choice === "withdraw";
  withdraw.hidden = counts.choice === "withdraw";
  if (left) form.querySelector("[data-choice]").focus();
}

function words(form, counts) {
  const all = [...form.querySelectorAll("[data-choice]")];
  return all.map((button) => button.textContent.trim()).join("; ");
}

// Fetches the page again for the parts that say the same numbers in other words.
async function follow() {
  const parts = document.querySelectorAll("[data-follows=vote]");
  if (!parts.length) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of parts) {
    const now = fresh.getElementById(part.id);
    if (now) part.replaceChildren(...now.childNodes);
  }
}

function plainly(form, button) {
  const value = document.createElement("input");
  Object.assign(value, { type: "hidden", name: button.name, value: button.value });
  form.append(value);
  form.submit();
}
