// Says something to those who listen to the page, without moving anything on it.
export default function say(words) {
  const place = document.getElementById("said");
  if (!place) return;
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = words; });
}
