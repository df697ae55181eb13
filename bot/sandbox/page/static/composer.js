// Where people write: with commands, names and channels completed.

import { h, newId } from "./dom.js";
import { act, each, fact, me } from "./live.js";

const MOST = 8;

export class Composer {
  /** `target()` returns where to write: `{channel, thread, name}`. */
  constructor(place, target) {
    this.target = target;
    const id = newId();
    this.list = h("ul", { id: `${id}l`, role: "listbox", class: "completion", hidden: true, "aria-label": "Suggestions" });
    this.field = h("textarea", {
      id, rows: 1, role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${id}l`,
      on: { input: () => this.typed(), keydown: (event) => this.key(event), blur: () => setTimeout(() => this.suggest([]), 150) },
    });
    this.label = h("label", { for: id, class: "unseen" });
    this.trouble = h("p", { class: "error", role: "alert" });
    const send = h("button", { type: "submit", class: "button primary" }, "Send");
    const submit = (event) => {
      event.preventDefault();
      this.send();
    };
    this.form = h("form", { class: "composer", on: { submit } }, this.list, this.label, h("div", { class: "row" }, this.field, send), this.trouble);
    place.replaceChildren(this.form);
    this.found = [];
    this.at = 0;
  }

  /** Say where it writes to. */
  refresh() {
    const { name, thread } = this.target();
    const words = thread ? `Reply in ${name}` : `Message ${name}`;
    this.label.textContent = words;
    this.field.placeholder = thread ? words : `${words}, or /command`;
  }

  clear() {
    this.field.value = "";
    this.trouble.textContent = "";
    this.typed();
  }

  async send() {
    const text = this.field.value.trim();
    const { channel, thread } = this.target();
    if (!text) return;
    this.clear();
    try {
      const said = await (text.startsWith("/") ? this.run(text, channel, thread) : act("write", { channel, thread, text }));
      this.trouble.textContent = said.trouble ?? "";
    } catch (error) {
      this.trouble.textContent = error.message;
      if (!this.field.value) this.field.value = text; // to be mended
    }
  }

  run(typed, channel, thread) {
    const [, command, text] = typed.match(/^(\/\S*)\s*([\s\S]*)$/);
    if (thread) throw new Error("Slack runs no commands in threads; type it in the channel");
    const bot = fact(`user/${fact("app").bot}`).handle;
    if (command !== "/invite") return act("command", { channel, command, text });
    if (text.trim().toLowerCase() !== `@${bot}`) throw new Error(`Only the app can be invited here: /invite @${bot}`);
    return act("invite", { channel });
  }

  typed() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, 180)}px`;
    const before = this.field.value.slice(0, this.field.selectionStart);
    this.suggest(this.field === document.activeElement ? suggestions(before, this.target()) : []);
  }

  suggest(found) {
    this.found = found.slice(0, MOST);
    this.at = 0;
    this.list.hidden = this.found.length === 0;
    this.field.setAttribute("aria-expanded", String(!this.list.hidden));
    const item = (one, at) => {
      const take = (event) => {
        event.preventDefault(); // the field keeps the focus
        this.take(at);
      };
      return h("li", { id: `${this.list.id}${at}`, role: "option", "aria-selected": "false", on: { mousedown: take } }, h("b", {}, one.shown), " ", h("span", { class: "quiet" }, one.about));
    };
    this.list.replaceChildren(...this.found.map(item));
    this.mark();
  }

  mark() {
    [...this.list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === this.at)));
    if (this.found.length) this.field.setAttribute("aria-activedescendant", `${this.list.id}${this.at}`);
    else this.field.removeAttribute("aria-activedescendant");
    this.list.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  take(at) {
    const { from, text } = this.found[at];
    const end = this.field.selectionStart;
    this.field.setRangeText(text, from, end, "end");
    this.typed();
  }

  key(event) {
    if (event.isComposing) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (this.found.length && event.key in steps) {
      event.preventDefault();
      this.at = (this.at + steps[event.key] + this.found.length) % this.found.length;
      this.mark();
    } else if (this.found.length && (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !this.isWhole()))) {
      event.preventDefault();
      this.take(this.at);
    } else if (this.found.length && event.key === "Escape") {
      event.stopPropagation();
      this.suggest([]);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    }
  }

  /** Whether what is typed is what would be completed, so that Enter sends it. */
  isWhole() {
    const { from, text } = this.found[this.at];
    return this.field.value.slice(from, this.field.selectionStart).trim() === text.trim();
  }
}

/** Return what could be meant: `[{shown, about, text, from}]`, `from` being where `text` begins. */
function suggestions(before, { thread }) {
  const command = before.match(/^\/\S*$/);
  if (command && !thread) {
    const { commands, bot } = fact("app");
    const invite = { name: "/invite", hint: `@${fact(`user/${bot}`).handle}`, about: "Let the app into this channel" };
    const all = [...commands, invite].filter((one) => one.name.startsWith(command[0]));
    return all.map((one) => ({ shown: one.name, about: `${one.hint} — ${one.about}`, text: `${one.name} `, from: 0 }));
  }
  const verb = thread ? null : before.match(/^(\/\S+) ([a-z]*)$/);
  if (verb) {
    const told = fact("app").commands.find((one) => one.name === verb[1])?.hint ?? "";
    const first = told.match(/^\[([^\]]*)\]/)?.[1] ?? "";
    const words = first.split("|").map((word) => word.trim()).filter((word) => word.startsWith(verb[2]) && word !== verb[2]);
    return words.map((word) => ({ shown: word, about: "", text: `${word} `, from: verb[1].length + 1 }));
  }
  const mention = before.match(/(?<![\w@#])([@#])([\w.-]*)$/);
  if (!mention) return [];
  const from = before.length - mention[0].length;
  const typed = mention[2].toLowerCase();
  if (mention[1] === "#") {
    const channels = [...each("channel/")].filter((one) => one.name.startsWith(typed) && one.name);
    return channels.map((one) => ({ shown: `#${one.name}`, about: "", text: `#${one.name} `, from }));
  }
  const isMeant = (one) => !one.gone && [one.handle, ...one.name.toLowerCase().split(/\s+/)].some((word) => word.startsWith(typed));
  const people = [...each("user/")].filter((one) => isMeant(one) && one.id !== "USLACKBOT");
  return people.map((one) => ({ shown: `@${one.handle}`, about: one.id === me() ? `${one.name} (you)` : one.name, text: `@${one.handle} `, from }));
}
