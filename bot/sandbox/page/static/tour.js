// The panel "Tour": things to try, each of which is ticked off by itself when it has happened.

import { announce, h } from "./dom.js";
import { fact, names } from "./live.js";
import { mrkdwn } from "./mrkdwn.js";

let known = null; // how many were done when it was last shown

/** Show the panel; `changed` are keys of facts, null when it is opened. */
export function show(place, changed) {
  if (changed && !changed.has("panel/tour")) return;
  const steps = fact("panel/tour") ?? [];
  const done = steps.filter((step) => step.done).length;
  const next = steps.findIndex((step) => !step.done);
  place.replaceChildren(
    h("p", { class: "quiet" }, done === steps.length ? "That was all of it. Go on as you like: nothing here is real." : `${done} of ${steps.length} done. A step ticks itself off when it has happened.`),
    h("ol", { class: "tour" }, steps.map((step, at) => stepOf(step, at === next))),
  );
  if (known !== null && done > known) announce(`Done: ${steps[Math.max(0, next === -1 ? steps.length - 1 : next - 1)].title}`);
  known = done;
}

function stepOf(step, isNext) {
  const told = new URLSearchParams({ as: step.as, in: step.in });
  const there = h("a", { href: `/?${told}`, "data-inside": true, class: "button" }, `Go there as ${names.user(step.as) ?? step.as}`);
  return h(
    "li",
    { class: step.done ? "done" : isNext ? "next" : "later", "aria-current": isNext ? "step" : null },
    h("strong", {}, step.title, step.done && h("span", { class: "unseen" }, " (done)")),
    h("p", {}, mrkdwn(step.how, names)),
    isNext && there,
  );
}
