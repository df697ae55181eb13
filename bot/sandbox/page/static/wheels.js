// The panel "Whose turn": each team as a wheel, with who is next at the top.

import { avatar, h } from "./dom.js";
import { fact, names } from "./live.js";

const SVG = "http://www.w3.org/2000/svg";
const SIZE = 220;
const RADIUS = 78;

const STATES = { next: "is next", available: "", away: "away", deactivated: "deactivated in Slack" };
/** team -> by how many degrees its wheel is turned; it only ever turns on. */
const turned = new Map();

/** Show the panel; `changed` are keys of facts, null when it is opened. */
export function show(place, changed) {
  if (changed && !changed.has("panel/wheels") && ![...changed].some((key) => key.startsWith("user/"))) return;
  const old = new Map([...place.querySelectorAll("section")].map((section) => [section.dataset.team, section]));
  const teams = [...(fact("panel/wheels") ?? [])].sort((one, other) => other.by_turn - one.by_turn); // the others have no turn
  place.replaceChildren(
    h("p", { class: "quiet" }, "Each lead goes to the next who is available, round and round in the order of their names."),
    ...teams.map((team) => sectionOf(team, old.get(team.name))),
  );
}

function sectionOf(team, old) {
  const section = old ?? h("section", { class: "wheel", data: { team: team.name } }, h("h3"), h("div", { class: "ring" }), h("ol"));
  section.querySelector("h3").textContent = titleOf(team);
  section.querySelector("ol").replaceChildren(...team.people.map(lineOf));
  draw(section.querySelector(".ring"), team);
  return section;
}

const titleOf = (team) => `${team.name}${team.by_turn ? "" : " · taken by hand"}${team.waiting ? ` · ${team.waiting} waiting` : ""}`;

function lineOf(one) {
  const name = names.user(one.id) ?? one.id;
  const state = [STATES[one.state], one.why].filter(Boolean).join(": ");
  return h("li", { class: one.state }, avatar(name, { small: true }), h("span", { class: "who" }, name), state && h("span", { class: "quiet" }, state), h("span", { class: "share" }, `had ${one.count}`));
}

/** Draw the ring: spokes stand where they stand, and the whole turns until who is next is at the top. */
function draw(place, team) {
  const count = team.people.length;
  const next = team.people.findIndex((one) => one.state === "next");
  const step = 360 / Math.max(count, 1);
  const before = turned.get(team.name) ?? 0;
  const wanted = next < 0 ? before : -next * step;
  const onward = before - ((((before - wanted) % 360) + 360) % 360);
  turned.set(team.name, onward);
  const fresh = !place.firstChild || place.dataset.people !== team.people.map((one) => one.id).join();
  if (fresh) begin(place, team);
  place.querySelector(".pointer").style.display = next < 0 ? "none" : "";
  place.querySelector(".hub").textContent = next >= 0 ? "next" : team.by_turn ? "nobody" : "by hand";
  const ring = place.querySelector(".turning");
  ring.style.transform = `rotate(${onward}deg)`;
  team.people.forEach((one, at) => {
    const spoke = ring.children[at];
    spoke.setAttribute("class", `spoke ${one.state}`);
    spoke.querySelector(".upright").style.transform = `rotate(${-onward - at * step}deg)`;
    spoke.querySelector(".had").textContent = one.count;
  });
}

function begin(place, team) {
  place.dataset.people = team.people.map((one) => one.id).join();
  const step = 360 / Math.max(team.people.length, 1);
  const spoke = (one, at) =>
    svg("g", { class: "spoke", transform: `rotate(${at * step}) translate(0 ${-RADIUS})` },
      svg("g", { class: "upright" }, svg("circle", { r: 21 }), svg("text", { class: "initials", y: -1 }, initialsOf(one)), svg("text", { class: "had", y: 12 })));
  place.replaceChildren(
    svg("svg", { viewBox: `${-SIZE / 2} ${-SIZE / 2} ${SIZE} ${SIZE}`, "aria-hidden": "true" },
      svg("circle", { class: "track", r: RADIUS }),
      svg("path", { class: "pointer", d: "M0 -40 l-7 12 h14 z" }),
      svg("text", { class: "hub", y: 4 }),
      svg("g", { class: "turning" }, ...team.people.map(spoke))),
  );
}

const initialsOf = (one) => avatar(names.user(one.id) ?? one.id).textContent;

function svg(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
