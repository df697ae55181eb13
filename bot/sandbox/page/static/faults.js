// The panel of faults: what is to go wrong.

import { h } from "./dom.js";
import { act, fact } from "./live.js";
import { register } from "./panels.js";

register("faults", { title: "Faults", show });

const MOMENTS = { before: "before it is done", after: "after it is done" };

function show(place, changed) {
  if (!changed || !place.querySelector("form")) begin(place);
  if (!changed || changed.has("faults")) retell(place);
}

function begin(place) {
  const { methods, kinds } = fact("app");
  const wrong = h("p", { class: "error", role: "alert" });
  const tell = async (name, told) => {
    try {
      await act(name, told);
      wrong.textContent = "";
    } catch (error) {
      wrong.textContent = error.message;
    }
  };
  const option = (value, name = value) => h("option", { value }, name);
  const kindName = (kind) => kind.replace(/_(before|after)$/, (_, moment) => `, ${MOMENTS[moment]}`).replaceAll("_", " ");
  const kindOptions = kinds.map((kind) => option(kind, kindName(kind)));
  const next = (event) => {
    event.preventDefault();
    const given = new FormData(event.target);
    tell("fail", { method: given.get("method"), kind: given.get("kind"), times: Number(given.get("times")), seconds: Number(given.get("seconds")) });
  };
  const share = () => tell("fail_share", { share: Number(slider.value) / 100 });
  const slider = h("input", { type: "range", min: 0, max: 100, step: 5, name: "share", value: 0, on: { change: share, input: () => (shown.textContent = `${slider.value} %`) } });
  const shown = h("output", {}, "0 %");
  const detours = () => tell("divert", { late: Number(late.value), doubled: Number(doubled.checked), unheard: Number(unheard.checked) });
  const late = h("input", { type: "number", min: 0, max: 300, step: 1, name: "late", value: 0, on: { change: detours } });
  const doubled = h("input", { type: "checkbox", name: "doubled", on: { change: detours } });
  const unheard = h("input", { type: "checkbox", name: "unheard", on: { change: detours } });
  const toggle = (name) => h("input", { type: "checkbox", name, on: { change: (event) => tell(name, { on: event.target.checked }) } });
  place.replaceChildren(
    h("p", { class: "quiet" }, "Break this Slack, and see what the bot makes of it."),
    h(
      "form",
      { class: "faults", on: { submit: next } },
      h("h3", {}, "The next calls of the bot fail"),
      h("label", {}, "Method", h("select", { name: "method" }, methods.map((one) => h("option", { value: one, selected: one === "chat.postMessage" }, one)))),
      h("label", {}, "How", h("select", { name: "kind" }, kindOptions)),
      h("div", { class: "row" }, h("label", {}, "Times", h("input", { type: "number", name: "times", min: 1, max: 1000, value: 1 })), h("label", {}, "Seconds", h("input", { type: "number", name: "seconds", min: 0, max: 300, value: 1 })), h("button", { class: "button" }, "Let fail")),
    ),
    h("h3", {}, "All the time"),
    h("label", { class: "line" }, "Share of all calls that fail", slider, shown),
    h("label", { class: "line" }, toggle("silence"), "Slack is silent: answers and delivers nothing"),
    h("label", { class: "line" }, toggle("revoke"), "The bot's token is revoked"),
    h("label", { class: "line" }, doubled, "Events come twice"),
    h("label", { class: "line" }, unheard, "Slack doesn't hear the bot's answers to events"),
    h("label", { class: "line" }, "Events come up to", late, "seconds late"),
    h("h3", {}, "What is on"),
    h("ul", { class: "on" }),
    h("button", { type: "button", class: "button primary", on: { click: () => tell("heal", {}) } }, "Let everything work again"),
    wrong,
  );
}

function retell(place) {
  const faults = fact("faults");
  const set = (name, value) => {
    const field = place.querySelector(`input[name=${name}]`);
    if (field.type === "checkbox") field.checked = Boolean(value);
    else if (field !== document.activeElement) field.value = value;
  };
  const share = faults.planned.find((one) => one.share !== undefined)?.share ?? 0;
  set("share", Math.round(share * 100));
  place.querySelector("output").textContent = `${Math.round(share * 100)} %`;
  for (const [name, key] of [["silence", "silent"], ["revoke", "revoked"], ["doubled", "doubled"], ["unheard", "unheard"], ["late", "late"]]) set(name, faults[key]);
  const lines = faults.planned.map((one) => (one.share === undefined ? `${one.method}: ${one.kind}, ${one.times} to come` : `${Math.round(one.share * 100)} % of ${one.methods?.join(", ") ?? "all calls"}`));
  if (faults.silent) lines.push("Slack is silent");
  if (faults.revoked) lines.push(`the token is refused: ${faults.revoked}`);
  if (faults.late) lines.push(`events come up to ${faults.late} s late`);
  if (faults.doubled) lines.push(`events come twice`);
  if (faults.unheard) lines.push("answers to events are not heard");
  const item = (line) => h("li", {}, line);
  place.querySelector(".on").replaceChildren(...(lines.length ? lines.map(item) : [h("li", { class: "quiet" }, "Nothing: everything works.")]));
}
