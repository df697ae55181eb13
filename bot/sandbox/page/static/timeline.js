// A list of messages that follows what happens: only what changed is touched.

import { announce, h, swap } from "./dom.js";
import { facts } from "./live.js";
import { authorOf, gistOf, messageOf } from "./message.js";

const NEAR = 80; // pixels from the end that still count as being there

export class Timeline {
  /** `place` scrolls; `inThread` says whether it shows a thread. */
  constructor(place, inThread, openThread) {
    this.place = place;
    this.inThread = inThread;
    this.openThread = openThread;
    this.shown = new Map(); // key -> element, each with its `ts`
    this.belongs = () => false;
    this.list = h("div", { class: "timeline" });
    this.newer = h("button", { type: "button", class: "newer", hidden: true, on: { click: () => this.toEnd() } }, "New messages ↓");
    place.replaceChildren(this.list, this.newer);
    this.stays = true; // at the end, while the messages grow: those out of sight get their real height late
    this.settles = false; // shown just now: its real heights aren't known yet, and it scrolls by itself
    const scrolled = () => {
      if (this.settles) return;
      this.stays = this.atEnd();
      if (this.stays) this.newer.hidden = true;
    };
    place.addEventListener("scroll", scrolled, { passive: true });
    const grown = new ResizeObserver(() => this.stays && (place.scrollTop = place.scrollHeight));
    grown.observe(this.list);
    grown.observe(place);
  }

  /** Show other messages: those of which `belongs(message)` is true; `empty` is said where there are none. */
  show(belongs, empty) {
    this.belongs = belongs;
    this.shown.clear();
    this.list.replaceChildren();
    this.list.dataset.empty = empty;
    const all = [...facts].filter(([key, value]) => key.startsWith("message/") && belongs(value));
    all.sort(([, one], [, other]) => (one.ts < other.ts ? -1 : 1));
    const made = all.map(([key, value]) => this.make(key, value));
    this.list.append(...made);
    this.toEnd();
    this.settles = true;
    requestAnimationFrame(() => requestAnimationFrame(() => this.settle()));
  }

  /** Follow some changes. */
  update(keys) {
    let come = null;
    for (const key of keys) {
      if (!key.startsWith("message/")) continue;
      const message = facts.get(key);
      const old = this.shown.get(key);
      if (!message || !this.belongs(message)) {
        old?.remove();
        this.shown.delete(key);
      } else if (old) {
        swap(old, this.make(key, message));
      } else {
        this.insert(this.make(key, message));
        come = message;
      }
    }
    if (!come) return;
    announce(`${authorOf(come)}: ${gistOf(come)}`);
    if (this.stays) this.toEnd();
    else this.newer.hidden = false;
  }

  /** Bring a message into sight and mark it; false: it isn't here. */
  reveal(ts) {
    const found = [...this.shown.values()].find((one) => one.dataset.ts === ts);
    if (!found) return false;
    this.stays = this.settles = false;
    found.scrollIntoView({ block: "center" });
    found.classList.remove("marked");
    requestAnimationFrame(() => found.classList.add("marked"));
    return true;
  }

  make(key, message) {
    const made = messageOf(message, this.inThread, this.openThread);
    this.shown.set(key, made);
    return made;
  }

  insert(made) {
    let after = this.list.lastElementChild; // news come at the end
    while (after && after.dataset.ts > made.dataset.ts) after = after.previousElementSibling;
    if (after) after.after(made);
    else this.list.prepend(made);
  }

  settle() {
    if (this.settles) this.toEnd();
    this.settles = false;
  }

  atEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.place;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toEnd() {
    this.newer.hidden = true;
    this.stays = true;
    this.place.scrollTop = this.place.scrollHeight;
  }
}
