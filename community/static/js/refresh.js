// Sends a form as if `button` had been pressed, and takes over one part of the page that comes back.
export default async function refresh(form, button, id) {
  const data = new FormData(form);
  data.set(button.name, button.value);
  const address = new URL(addressOf(button));
  address.hash = "";
  try {
    const answer = await fetch(address, { method: "POST", body: data, headers: { Accept: "text/html" } });
    if (!answer.ok) return false;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
    if (!fresh) return false;
    document.getElementById(id).replaceChildren(...fresh.childNodes);
    return true;
  } catch {
    return false;
  }
}

// Presses `button` as if there were no script.
export function plainly(button) {
  const step = document.createElement("input");
  Object.assign(step, { type: "hidden", name: button.name, value: button.value });
  button.form.action = addressOf(button);
  button.form.append(step);
  button.form.submit();
}

// A button that names no address of its own says the page's.
function addressOf(button) {
  return button.hasAttribute("formaction") ? button.formAction : button.form.action;
}
