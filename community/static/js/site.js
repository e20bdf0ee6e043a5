// Attaches each behaviour to the elements that name it. Every page works without any of them.
import copy from "./behaviours/copy.js";
import vote from "./behaviours/vote.js";

const behaviours = { copy, vote };

for (const element of document.querySelectorAll("[data-behaviour]")) {
  behaviours[element.dataset.behaviour]?.(element);
}
