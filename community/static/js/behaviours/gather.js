// Says on the button how much is ticked in the list.
export default function gather(form) {
  const words = form.querySelector("[data-ticked] span");
  const none = words.textContent;
  const ticks = [...form.elements].filter((element) => element.type === "checkbox");
  const say = () => {
    const ticked = ticks.filter((tick) => tick.checked).length;
    words.textContent = ticked ? form.dataset.some.replace("#", ticked) : none;
  };
  for (const tick of ticks) tick.addEventListener("change", say);
  say();
}
