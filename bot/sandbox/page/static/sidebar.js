// The side: who one is, which channels there are, and the app.

import { avatar, h } from "./dom.js";
import { act, each, fact, facts, me } from "./live.js";
import { said } from "./message.js";

/** Up to which message somebody has seen a channel, by person and channel; what was there at the start counts as seen. */
const seen = new Map();
let begun = null;

/** Remember that all of a channel is seen. */
export const markSeen = (channel) => seen.set(`${me()} ${channel}`, latest(channel));

/** Show the side. `here` is the id of the channel in front, `go(channel)` brings another there. */
export function showSide(place, here, go, actAs) {
  begun ??= Object.fromEntries([...each("channel/")].map((one) => [one.id, latest(one.id)]));
  const focused = document.activeElement?.dataset?.focus;
  const self = fact(`user/${me()}`);
  const channels = [...each("channel/")].filter((one) => one.kind !== "im").sort((one, other) => one.name.localeCompare(other.name));
  const app = fact("app");
  const direct = fact("me")?.direct ?? app.bot;
  if (!place.children.length) place.append(h("div"), h("div", { class: "places" }));
  const [who, places] = place.children;
  const looks = JSON.stringify([me(), [...each("user/")]]);
  if (who.looks !== looks) {
    who.looks = looks; // a menu that somebody has open stays so
    who.replaceChildren(
      h("div", { class: "workspace" }, h("strong", {}, app.name), h("span", { class: "quiet" }, "sandbox · nobody here is real")),
      h("label", { class: "actas" }, h("span", {}, "You act as"), h("span", { class: "row" }, avatar(self.name, { small: true }), people(actAs))),
    );
  }
  places.replaceChildren(
    h("h2", {}, "Channels"),
    h("ul", {}, channels.map((one) => entry(one.id, sign(one), one.name, here, go, one))),
    h("h2", {}, "App"),
    h("ul", {}, entry(direct, "◉", app.name, here, go, { member: true })),
    ...shortcuts(app),
    h("p", { class: "quiet zone" }, self.tz ? `Times are those of ${self.tz.replaceAll("_", " ")}` : ""),
  );
  if (focused) [...place.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === focused)?.focus();
}

const sign = (channel) => (channel.kind === "group" ? "🔒" : "#");

function entry(id, mark, name, here, go, channel) {
  const unread = id === here ? 0 : unseen(id);
  const state = [channel.archived && "archived", !channel.member && "not joined"].filter(Boolean).join(", ");
  const label = [name, state, unread && `${unread} new`].filter(Boolean).join(", ");
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button", class: `${unread ? "unread" : ""} ${channel.member ? "" : "other"}`, data: { focus: `go ${id}` },
        "aria-current": id === here ? "page" : null, "aria-label": label, on: { click: () => go(id) },
      },
      h("span", { class: "mark", "aria-hidden": "true" }, mark),
      h("span", { class: "name" }, name),
      channel.archived && h("span", { class: "quiet" }, "archived"),
      unread > 0 && h("span", { class: "count" }, unread > 99 ? "99+" : unread),
    ),
  );
}

function people(actAs) {
  const all = [...each("user/")].filter((user) => !user.bot && !user.gone);
  all.sort((one, other) => one.name.localeCompare(other.name));
  const option = (user) => h("option", { value: user.id, selected: user.id === me() }, `${user.name}${user.admin ? " (admin)" : user.guest ? " (guest)" : ""}`);
  return h("select", { data: { focus: "actas" }, on: { change: (event) => actAs(event.target.value) } }, all.map(option));
}

function shortcuts(app) {
  const mine = app.shortcuts.filter((one) => one.kind === "global");
  if (!mine.length) return [];
  const run = (one) => said(act("shortcut", { shortcut: one.id }));
  return [h("h2", {}, "Shortcuts"), h("ul", {}, mine.map((one) => h("li", {}, h("button", { type: "button", on: { click: () => run(one) } }, h("span", { class: "mark", "aria-hidden": "true" }, "⚡"), h("span", { class: "name" }, one.name)))))];
}

function* messagesOf(channel) {
  for (const [key, message] of facts) if (key.startsWith(`message/${channel}/`)) yield message;
}

function latest(channel) {
  let last = "";
  for (const message of messagesOf(channel)) if (message.ts > last) last = message.ts;
  return last;
}

function unseen(channel) {
  // A direct message is for one person alone: what they never looked at is new to them.
  const upTo = seen.get(`${me()} ${channel}`) ?? (channel.startsWith("D") ? "" : begun[channel] ?? "");
  let count = 0;
  for (const message of messagesOf(channel)) if (message.ts > upTo && message.user !== me()) count += 1;
  return count;
}
