// Text as Slack writes it (https://docs.slack.dev/messaging/formatting-message-text), into nodes of text and elements.
//
// `names` says what ids stand for: `user(id)` and `channel(id)` return a name or null, `me` is the id of who reads,
// `tz` their time zone, `here` where links to this workspace's own messages begin.

import { dateText } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";

const FENCE = /```\n?([\s\S]+?)\n?```/g;
const TOKEN = /<([^<>\n]+)>|`([^`\n]+)`|:([a-z0-9_+'-]+(?:::skin-tone-\d)?):|(https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'")\]*_~`])|([*_~])/g;
const TAGS = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;
// A zero-width space beside a mark takes its force, as bots use it to show what others typed.
const AIR = /[\s\u200b]/;

/** Return `&amp;`, `&lt;` and `&gt;` as what they stand for. */
export const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Return a text with its marks as a fragment. */
export function mrkdwn(text, names) {
  const made = document.createDocumentFragment();
  let at = 0;
  for (const match of text.matchAll(FENCE)) {
    made.append(...lines(text.slice(at, match.index).replace(/\n$/, ""), names));
    made.append(h("pre", {}, h("code", {}, codeText(match[1]))));
    at = match.index + match[0].length;
    if (text[at] === "\n") at += 1;
  }
  made.append(...lines(text.slice(at), names));
  return made;
}

/** Return a plain text, in which only emoji and escapes mean something. */
export function plain(text) {
  return unescaped(text).replace(/:([a-z0-9_+'-]+):/g, (_, name) => emoji(name));
}

/** Return the text of a plain_text or mrkdwn object. */
export const textObject = (object, names) => (object.type === "mrkdwn" ? mrkdwn(object.text, names) : plain(object.text));

/** Return a link that leads out of the page without telling where from; only text where it could do anything else. */
export function link(url, label, names) {
  let kind;
  try {
    kind = new URL(url).protocol;
  } catch {
    kind = "";
  }
  if (!["http:", "https:", "mailto:"].includes(kind)) return h("span", {}, label ?? url);
  const inside = names.here && url.startsWith(`${names.here}/archives/`);
  return h("a", { href: url, rel: "noopener noreferrer", ...(inside ? { data: { inside: "yes" } } : { target: "_blank" }) }, label ?? url);
}

/** Return a mention, marked where it is of who reads. */
export function mention(text, isMe = false) {
  return h("span", { class: isMe ? "mention me" : "mention" }, text);
}

export function userMention(id, names) {
  return mention(`@${names.user(id) ?? id}`, id === names.me);
}

export function channelMention(id, names) {
  const name = names.channel(id);
  return name === null ? mention("#private channel") : h("a", { class: "mention", href: `?in=${encodeURIComponent(id)}`, data: { inside: "yes" } }, `#${name}`);
}

function lines(text, names) {
  if (!text) return [];
  const made = [];
  const all = text.split("\n");
  let flowing = false; // whether the next line of text needs a break before it
  for (let at = 0; at < all.length; at += 1) {
    const long = all[at].match(/^(?:&gt;|>){3}\s?(.*)$/);
    if (long) {
      made.push(h("blockquote", {}, lines([long[1], ...all.slice(at + 1)].join("\n"), names)));
      break;
    }
    const [taken, kind] = run(all, at, /^(?:&gt;|>)\s?(.*)$/, "blockquote") ?? run(all, at, /^\s*[•◦▪]\s+(.*)$/, "ul") ?? [null, null];
    if (taken) {
      made.push(kind === "ul" ? h("ul", {}, taken.map((line) => h("li", {}, inline(line, names)))) : h("blockquote", {}, lines(taken.join("\n"), names)));
      at += taken.length - 1;
      flowing = false;
      continue;
    }
    if (flowing) made.push(h("br"));
    made.push(...inline(all[at], names));
    flowing = true;
  }
  return made;
}

/** Return the lines from `at` on that a pattern fits, without their marks, and what they are; null: none. */
function run(all, at, pattern, kind) {
  const taken = [];
  while (at + taken.length < all.length) {
    const match = all[at + taken.length].match(pattern);
    if (!match) break;
    taken.push(match[1]);
  }
  return taken.length ? [taken, kind] : null;
}

function inline(text, names) {
  const made = [];
  let at = 0;
  const upTo = (end) => end > at && made.push(unescaped(text.slice(at, end)));
  for (const match of text.matchAll(TOKEN)) {
    if (match.index < at) continue;
    const [whole, angle, code, name, url, mark] = match;
    let node = null;
    let end = match.index + whole.length;
    if (angle !== undefined) node = reference(angle, names);
    else if (code !== undefined) node = h("code", {}, codeText(code));
    else if (name !== undefined) node = emoji(name);
    else if (url !== undefined) node = link(unescaped(url), null, names);
    else if ((end = closing(text, match.index, mark)) > 0) node = h(TAGS[mark], {}, inline(text.slice(match.index + 1, end - 1), names));
    if (node === null) continue;
    upTo(match.index);
    made.push(node);
    at = end;
  }
  upTo(text.length);
  return made;
}

/** Return where what a mark opens is over; 0: it opens nothing. */
function closing(text, at, mark) {
  const before = text[at - 1] ?? " ";
  const after = text[at + 1] ?? " ";
  if (WORD.test(before) || before === mark || AIR.test(after) || after === mark) return 0;
  for (let end = at + 1; end < text.length; end += 1) {
    const pair = { "<": ">", "`": "`" }[text[end]];
    const over = pair ? text.indexOf(pair, end + 1) : -1;
    if (over > 0) end = over;
    else if (text[end] === mark && !AIR.test(text[end - 1]) && !WORD.test(text[end + 1] ?? " ")) return end + 1;
  }
  return 0;
}

function reference(inner, names) {
  const bar = inner.indexOf("|");
  const target = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? null : unescaped(inner.slice(bar + 1));
  if (/^@[UWB]\w+$/.test(target)) return names.user(target.slice(1)) ? userMention(target.slice(1), names) : mention(`@${label ?? target.slice(1)}`);
  if (/^#[CGD]\w+$/.test(target)) return channelMention(target.slice(1), names);
  if (/^!(here|channel|everyone)$/.test(target)) return mention(`@${target.slice(1)}`, true);
  if (target.startsWith("!date^")) return dateNode(target, label, names);
  if (target.startsWith("!")) return mention(label ?? target.slice(1).split("^")[0]);
  return link(unescaped(target), label ?? unescaped(target).replace(/^mailto:/, ""), names);
}

function dateNode(target, label, names) {
  const [, seconds, format, url] = target.split("^");
  const shown = dateText(Number(seconds), unescaped(format ?? ""), names.tz) ?? label ?? "";
  const time = h("time", { title: label }, shown);
  return url ? link(unescaped(url), time, names) : time;
}

/** In code, only the address of a link is shown, and what stands for people and channels stays as it is. */
const codeText = (text) => unescaped(text.replace(/<((?:https?|mailto):[^<>|]*)(?:\|([^<>]*))?>/g, (_, url, label) => label ?? url));
