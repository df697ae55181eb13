// The page: what is in front, and how it follows what happens.

import "./requests.js";
import "./faults.js";
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { act, each, fact, follow, me, onLost, onNews } from "./live.js";
import { said } from "./message.js";
import { Panels } from "./panels.js";
import { markSeen, showSide } from "./sidebar.js";
import { Timeline } from "./timeline.js";
import { Modal, showHome } from "./views.js";

const $ = (id) => document.getElementById(id);
/** What is in front: ids of a channel and of a thread's first message, a tab of the app. */
const now = { channel: null, thread: null, tab: "messages" };
let wanted = null; // a message to show once it is there
let opened = null; // whose eyes are on which thread, as the server was told

const modal = new Modal();
const panels = new Panels($("panels"), (isOpen) => {
  $("inside").setAttribute("aria-expanded", String(isOpen));
  document.body.dataset.panels = isOpen ? "open" : "shut";
  if (!isOpen) $("inside").focus();
});
const messages = new Timeline($("messages"), false, openThread);
const replies = new Timeline($("replies"), true, openThread);
const composer = new Composer($("composer"), () => ({ channel: now.channel, thread: null, name: titleOf(now.channel) }));
const reply = new Composer($("reply"), () => ({ channel: now.channel, thread: now.thread, name: "the thread" }));

const isDirect = (channel) => channel === fact("app")?.bot || channel === fact("me")?.direct;
const titleOf = (channel) => (isDirect(channel) ? fact("app").name : `#${fact(`channel/${channel}`)?.name ?? channel}`);

function go(channel) {
  now.channel = channel;
  now.thread = null;
  now.tab = "messages";
  remember();
  closeMenu();
  showAll();
  if (isDirect(channel)) act("open_home", { tab: "messages" }).catch(() => {}); // a bot may have no such tab
  beginWriting();
}

const isNarrow = () => matchMedia("(max-width: 640px)").matches;

/** Go to where one writes; on a phone that would bring the keyboard up. */
function beginWriting() {
  if (!isNarrow()) composer.field.focus();
}

function openThread(channel, ts) {
  if (channel !== now.channel) go(channel);
  now.thread = ts;
  remember();
  showThread();
  reply.field.focus();
}

function closeThread() {
  const ts = now.thread;
  now.thread = null;
  remember();
  showThread();
  [...messages.shown.values()].find((one) => one.dataset.ts === ts)?.focus();
}

function actAs(user) {
  now.thread = null;
  if (isDirect(now.channel)) now.channel = fact("app").bot;
  follow(user);
  remember();
}

/** Put what is in front into the address, so that it can be sent and gone back to. */
function remember() {
  const told = new URLSearchParams({ as: me(), in: now.channel ?? "" });
  if (now.thread) told.set("thread", now.thread);
  if (location.search !== `?${told}`) history.pushState(null, "", `?${told}`);
}

/** Bring to front what an address says: `?as=&in=&thread=`, or `at=` for a message. */
function recall(address) {
  const told = new URL(address, location.href).searchParams;
  const channel = told.get("in");
  now.channel = channel && (fact(`channel/${channel}`) || channel === fact("app").bot) ? channel : firstChannel();
  now.thread = told.get("thread");
  wanted = told.get("at");
  const found = wanted && fact(`message/${now.channel}/${wanted}`);
  if (found?.thread) now.thread = found.thread;
  else if (found?.replies) now.thread = wanted;
}

function firstChannel() {
  const mine = [...each("channel/")].filter((one) => one.kind !== "im" && one.member && !one.archived);
  mine.sort((one, other) => one.name.localeCompare(other.name));
  return mine[0]?.id ?? fact("app").bot;
}

function showAll() {
  if (now.channel === fact("app").bot && fact("me").direct) now.channel = fact("me").direct;
  const empty = isDirect(now.channel) ? "Nothing between you and the app yet." : "Nobody has written here yet.";
  messages.show((one) => one.channel === now.channel && !one.thread, empty);
  showThread();
  showFrame();
  if (wanted) requestAnimationFrame(() => ((messages.reveal(wanted) || replies.reveal(wanted)), (wanted = null)));
}

function showThread() {
  $("thread").hidden = !now.thread;
  document.body.dataset.thread = now.thread ? "open" : "shut";
  const looks = now.thread && [me(), now.channel, now.thread].join();
  if (looks && looks !== opened) act("open_thread", { channel: now.channel, ts: now.thread }).catch(() => {}); // it may be gone
  opened = looks;
  if (!now.thread) return;
  replies.show((one) => one.channel === now.channel && (one.ts === now.thread || one.thread === now.thread), "This thread is gone.");
  reply.refresh();
}

/** Show all that stands around the messages. */
function showFrame() {
  const channel = fact(`channel/${now.channel}`);
  document.title = `${titleOf(now.channel)} · ${fact("app").name} sandbox`;
  $("title").querySelector("h1").textContent = titleOf(now.channel);
  $("title").querySelector("p").textContent = isDirect(now.channel) ? "Direct messages with the app" : about(channel);
  markSeen(now.channel);
  showSide($("side"), now.channel, go, actAs);
  showTabs();
  showWriting(channel);
}

function about(channel) {
  if (!channel) return "";
  const bot = channel.bot ? "" : `, ${fact("app").name} is not in it`;
  const people = channel.members - (channel.bot ? 1 : 0);
  return `${channel.kind === "group" ? "private, " : ""}${people === 1 ? "1 person" : `${people} people`}${bot}`;
}

function showTabs() {
  const shown = isDirect(now.channel) && fact("app").home;
  const isHome = Boolean(shown && now.tab === "home");
  const open = (tab) => {
    now.tab = tab;
    said(act("open_home", { tab }));
    showFrame();
  };
  const tab = (name, title) => h("button", { type: "button", "aria-pressed": String(now.tab === name), on: { click: () => open(name) } }, title);
  $("tabs").hidden = !shown;
  $("tabs").replaceChildren(...(shown ? [tab("home", "Home"), tab("messages", "Messages")] : []));
  $("messages").hidden = $("composer").hidden = isHome;
  $("home").hidden = !isHome;
  if (isHome) showHome($("home"));
}

/** Show where to write, or why nobody can. */
function showWriting(channel) {
  const why = channel?.archived ? "This channel is archived." : channel && !channel.member ? `You are not in #${channel.name}.` : null;
  const old = $("composer").querySelector(".outsider");
  old?.remove();
  composer.form.hidden = Boolean(why);
  if (!why) return composer.refresh();
  const join = h("button", { type: "button", class: "button primary", on: { click: () => said(act("join", { channel: channel.id })) } }, "Join");
  $("composer").append(h("p", { class: "outsider" }, why, " ", !channel.archived && join));
}

function closeMenu(isOpen = false) {
  document.body.dataset.menu = isOpen ? "open" : "shut";
  $("menu").setAttribute("aria-expanded", String(isOpen));
}

onNews((changed, whole) => {
  $("lost").textContent = "";
  if (whole) {
    recall(location.href);
    showAll();
    if (document.activeElement === document.body) beginWriting();
  } else {
    const has = (pattern) => [...changed].some((key) => pattern.test(key));
    if (has(/^(me$|user\/)/)) showAll(); // somebody has another name, or a direct message now
    messages.update(changed);
    if (now.thread) replies.update(changed);
    if (has(/^(message|channel|view)\//)) showFrame();
  }
  modal.update();
  panels.update(changed);
});

$("menu").addEventListener("click", () => closeMenu(document.body.dataset.menu !== "open"));
$("inside").addEventListener("click", () => panels.toggle() && panels.focus());
$("panels").addEventListener("keydown", (event) => event.key === "Escape" && panels.toggle(false));
$("thread").querySelector("header button").addEventListener("click", closeThread);
$("thread").addEventListener("keydown", (event) => event.key === "Escape" && closeThread());
addEventListener("keydown", (event) => event.key === "Escape" && closeMenu());
$("chat").addEventListener("click", (event) => event.target.closest("#menu") || closeMenu());
addEventListener("popstate", () => {
  recall(location.href);
  showAll();
});
addEventListener("click", (event) => {
  const link = event.target.closest("a[data-inside]");
  if (!link || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  if (link.closest("#panels") && isNarrow()) panels.toggle(false); // they are all that can be seen
  const as = new URL(link.href).searchParams.get("as");
  if (as && as !== me()) {
    history.pushState(null, "", link.href);
    return follow(as); // which brings to front what the address says
  }
  const archive = new URL(link.href).pathname.match(/^\/archives\/(\w+)\/p(\d+)(\d{6})$/);
  recall(archive ? `/?in=${archive[1]}&at=${archive[2]}.${archive[3]}` : link.href);
  remember();
  showAll();
});

onLost(() => ($("lost").textContent = "The sandbox doesn't answer. Is it running, and is anybody in it? Trying again…"));
follow(new URLSearchParams(location.search).get("as"));
