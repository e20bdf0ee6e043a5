// Attaches each behaviour to the elements that name it. Every page works without any of them.
import choosing from "./behaviours/choosing.js";
import copy from "./behaviours/copy.js";
import desk from "./behaviours/desk.js";
import draft, { settle } from "./behaviours/draft.js";
import follow from "./behaviours/follow.js";
import gather from "./behaviours/gather.js";
import limit from "./behaviours/limit.js";
import passkey from "./behaviours/passkey.js";
import queue from "./behaviours/queue.js";
import tags from "./behaviours/tags.js";
import vote from "./behaviours/vote.js";
import writing from "./behaviours/writing.js";

const behaviours = { choosing, copy, desk, draft, follow, gather, limit, passkey, queue, tags, vote, writing };

for (const element of document.querySelectorAll("[data-behaviour]")) {
  behaviours[element.dataset.behaviour]?.(element);
}
settle();
