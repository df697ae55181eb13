// The panel "Tour": things to try, each of which is ticked off by itself when it has happened.

import { announce, h } from "./dom.js";
import { fact, names } from "./live.js";
import { mrkdwn } from "./mrkdwn.js";

let known = null; // which steps were done when it was last shown

/** Show the panel; `changed` are keys of facts, null when it is opened. */
export function show(place, changed) {
  if (changed && !changed.has("panel/tour")) return;
  const steps = fact("panel/tour") ?? [];
  const done = steps.filter((step) => step.done);
  const next = steps.findIndex((step) => !step.done);
  place.replaceChildren(
    h("p", { class: "quiet" }, done.length === steps.length ? "That was all of it. Go on as you like: nothing here is real." : `${done.length} of ${steps.length} done. A step ticks itself off when it has happened.`),
    h("ol", { class: "tour" }, steps.map((step, at) => stepOf(step, at === next))),
  );
  const news = known && done.filter((step) => !known.has(step.key));
  if (news?.length) announce(news.map((step) => `Done: ${step.title}. ${step.led}`).join(" "));
  known = new Set(done.map((step) => step.key));
}

function stepOf(step, isNext) {
  const told = new URLSearchParams({ as: step.as, in: step.in });
  const there = h("a", { href: `/?${told}`, "data-inside": true, class: "button" }, `Go there as ${names.user(step.as) ?? step.as}`);
  return h(
    "li",
    { class: step.done ? "done" : isNext ? "next" : "later", data: { step: step.key }, "aria-current": isNext ? "step" : null },
    h("strong", {}, step.title, step.done && h("span", { class: "unseen" }, " (done)")),
    h("p", {}, mrkdwn(step.how, names)),
    step.done && h("p", { class: "led" }, step.led),
    isNext && there,
  );
}
