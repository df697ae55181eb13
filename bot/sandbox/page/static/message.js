// One message, and what can be done with it.

import { attachmentOf, showBlocks } from "./blocks.js";
import { timeOf } from "./dates.js";
import { ask, change } from "./dialogs.js";
import { avatar, h } from "./dom.js";
import { act, fact, names } from "./live.js";
import { mrkdwn, unescaped } from "./mrkdwn.js";
import { surfaceOf } from "./surface.js";

/** Return who wrote a message, as people read it. */
export const authorOf = (message) => message.name ?? names.user(message.user) ?? "Somebody";

/** Return what a message says, in a line, for a screen reader or a notice. */
export const gistOf = (message) => mrkdwn(message.text, names).textContent.slice(0, 200);

/** Return the element of a message. `inThread`: it is shown in its thread, where its replies need no count. */
export function messageOf(message, inThread, openThread) {
  const author = authorOf(message);
  const time = timeOf(message.ts, names.tz);
  const made = h(
    "article",
    { class: message.private ? "message private" : "message", "aria-label": `${author}, ${time}`, data: { ts: message.ts }, tabindex: "-1" },
    avatar(author, { app: message.app, ours: message.user === fact("app").bot }),
    h(
      "div",
      { class: "content" },
      h(
        "header",
        {},
        h("b", {}, author),
        message.app && h("span", { class: "badge" }, "APP"),
        h("a", { class: "quiet", href: `?in=${message.channel}&at=${message.ts}`, data: { inside: "yes" } }, time),
        message.private && h("span", { class: "quiet" }, "Only visible to you"),
      ),
    ),
    h("div", { class: "tools" }, tools(message, inThread, openThread)),
  );
  const content = made.querySelector(".content");
  if (message.blocks.length) {
    const blocks = h("div", { class: "blocks" });
    showBlocks(blocks, message.blocks, surfaceOf({ channel: message.channel, ts: message.ts }, message.held, {}, () => made));
    content.append(blocks);
  } else if (message.text) {
    content.append(h("div", { class: message.deleted ? "text quiet" : "text" }, mrkdwn(message.text, names), message.edited && h("span", { class: "quiet" }, " (edited)")));
  }
  content.append(...message.attachments.map((one) => attachmentOf(one, names)));
  if (message.replies && !inThread) content.append(replies(message, openThread));
  return made;
}

function replies(message, openThread) {
  const people = message.repliers.map((who) => avatar(names.user(who) ?? who, { small: true, app: fact(`user/${who}`)?.bot, ours: who === fact("app").bot }));
  const count = message.replies === 1 ? "1 reply" : `${message.replies} replies`;
  return h("button", { class: "replies", type: "button", data: { focus: "replies" }, on: { click: () => openThread(message.channel, message.ts) } }, people, count);
}

function tools(message, inThread, openThread) {
  const made = [];
  const add = (label, click) => made.push(h("button", { type: "button", data: { focus: label }, on: { click } }, label));
  if (!inThread && !message.private) add("Reply", () => openThread(message.channel, message.thread ?? message.ts));
  if (message.deleted) return made;
  const where = { channel: message.channel, ts: message.ts };
  if (message.mine) {
    add("Edit", async () => {
      const text = await change("Edit the message", typedAgain(message.text));
      if (text !== null) await said(act("edit", { ...where, text }));
    });
    add("Delete", async () => {
      if (await ask({ title: { text: "Delete this message?" }, confirm: { text: "Delete" }, style: "danger" })) await said(act("delete", where));
    });
  }
  for (const one of fact("app")?.shortcuts ?? []) {
    if (one.kind === "message" && !message.private) add(one.name, () => said(act("message_shortcut", { ...where, shortcut: one.id })));
  }
  return made;
}

/** Say in a notice what went wrong, if anything does. */
export async function said(doing) {
  try {
    const { trouble } = await doing;
    notice(trouble ?? "");
  } catch (error) {
    notice(error.message);
  }
}

function notice(words) {
  document.getElementById("notice").textContent = words;
}

/** Return a text as somebody types it: with handles and names for ids. */
function typedAgain(text) {
  const handle = (id) => fact(`user/${id}`)?.handle ?? id;
  const typed = text
    .replace(/<@(\w+)(?:\|[^>]*)?>/g, (_, id) => `@${handle(id)}`)
    .replace(/<#(\w+)(?:\|([^>]*))?>/g, (_, id, label) => `#${names.channel(id) ?? label ?? id}`)
    .replace(/<!(here|channel|everyone)>/g, "@$1")
    .replace(/<mailto:[^|>]*\|([^>]*)>/g, "$1")
    .replace(/<(https?:[^|>]*)(?:\|[^>]*)?>/g, "$1");
  return unescaped(typed);
}
