// The panel of requests: what went to the bot and came from it, newest first.

import { h } from "./dom.js";
import { each, fact } from "./live.js";
import { register } from "./panels.js";

const KINDS = { event: "→ event", command: "→ command", interaction: "→ interaction", call: "← call" };
const filter = { text: "" };

register("requests", { title: "Requests", show });

function show(place, changed) {
  if (!changed || !place.querySelector(".requests")) begin(place);
  const list = place.querySelector(".requests");
  const keys = changed ? [...changed].filter((key) => key.startsWith("request/")) : [...each("request/")].map((one) => `request/${one.number}`);
  const shown = new Map([...list.children].map((row) => [row.dataset.key, row]));
  keys.sort((one, other) => Number(one.slice(8)) - Number(other.slice(8)));
  for (const key of keys) {
    const request = fact(key);
    const old = shown.get(key);
    if (!request) old?.remove();
    else if (old) retell(old, request);
    else list.prepend(rowOf(key, request));
  }
  narrow(list);
}

function begin(place) {
  const list = h("div", { class: "requests" });
  const type = (event) => {
    filter.text = event.target.value.toLowerCase();
    narrow(list);
  };
  place.replaceChildren(
    h("p", { class: "quiet" }, "What Slack sends to the bot (→) and what the bot calls (←), the last 200."),
    h("input", { type: "search", "aria-label": "Show only requests that contain", placeholder: "Filter", value: filter.text, on: { input: type } }),
    list,
  );
}

function narrow(list) {
  for (const row of list.children) row.hidden = !row.dataset.words.includes(filter.text);
}

function rowOf(key, request) {
  const row = h("details", { data: { key }, on: { toggle: () => row.open && details(row, request.number) } }, h("summary"), h("div", { class: "detail" }));
  retell(row, request);
  return row;
}

function retell(row, request) {
  const time = new Date(request.at * 1000).toLocaleTimeString("en", { hourCycle: "h23" });
  const outcome = request.fine === null ? "waiting" : request.outcome;
  const mood = { true: "fine", false: "wrong", null: "waiting" }[request.fine];
  const took = request.seconds === null ? "" : request.seconds < 1 ? `${Math.max(1, Math.round(request.seconds * 1000))} ms` : `${request.seconds.toFixed(1)} s`;
  const tries = request.tries > 1 ? `${request.tries} tries` : "";
  row.dataset.words = [KINDS[request.kind], request.what, outcome].join(" ").toLowerCase();
  row.querySelector("summary").replaceChildren(
    h("span", { class: "kind" }, KINDS[request.kind]),
    h("span", { class: "what" }, request.what),
    h("span", { class: `outcome ${mood}` }, outcome),
    h("span", { class: "quiet took" }, [time, took, tries].filter(Boolean).join(" · ")),
  );
  if (row.open) details(row, request.number);
}

async function details(row, number) {
  const place = row.querySelector(".detail");
  let told;
  try {
    told = await (await fetch(`/page/request/${number}`)).json();
  } catch {
    told = { error: "the sandbox is not running any more" };
  }
  if (told.error) {
    place.textContent = told.error;
    return;
  }
  const answers = told.answers.map((one, at) => [
    h("h3", {}, `${told.answers.length > 1 ? `Answer ${at + 1}` : "Answer"}: ${one.outcome}, ${Math.round(one.seconds * 1000)} ms`),
    one.text ? h("pre", { tabindex: "0" }, pretty(one.text)) : h("p", { class: "quiet" }, "empty"),
  ]);
  place.replaceChildren(h("h3", {}, "Sent"), h("pre", { tabindex: "0" }, JSON.stringify(told.sent, null, 2)), ...answers.flat());
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
