// What is shown beside the chat. A panel of the server's (`sandbox.page.add(name, ...)`) that has no way of its own to be
// shown, registered here, is shown as the JSON that it is.

import { h } from "./dom.js";
import { facts } from "./live.js";
import * as tour from "./tour.js";
import * as wheels from "./wheels.js";

/** Panels of the server's that have a way of their own. */
const KNOWN = { tour: { title: "Tour", show: tour.show }, wheels: { title: "Whose turn", show: wheels.show } };

/** name -> {title, show(place, changed)}; `changed` are keys of facts, null when it is opened. */
const ways = new Map();
let open = null;

/** Add a panel. */
export const register = (name, way) => ways.set(name, way);

/** Put a panel of the server's before those that look behind the scenes; the tour before all. */
function welcome(name, way) {
  const others = [...ways].filter(([one]) => one !== "tour");
  const first = [...ways].filter(([one]) => one === "tour");
  ways.clear();
  const all = name === "tour" ? [[name, way], ...first, ...others] : [...first, [name, way], ...others];
  for (const [one, its] of all) ways.set(one, its);
}

export class Panels {
  /** `toggled(isOpen)` is called when the place is shown or hidden. */
  constructor(place, toggled) {
    this.place = place;
    this.toggled = toggled;
    this.tabs = h("div", { role: "tablist", "aria-label": "Panels", on: { keydown: (event) => this.key(event) } });
    this.body = h("div", { role: "tabpanel", id: "panel", tabindex: "0" });
    const close = h("button", { type: "button", class: "icon", "aria-label": "Close the panels", on: { click: () => this.toggle(false) } }, "✕");
    place.replaceChildren(h("header", {}, this.tabs, close), this.body);
  }

  /** Show or hide the place; return whether it is shown. */
  toggle(isOpen = this.place.hidden) {
    this.place.hidden = !isOpen;
    if (isOpen) this.open(open ?? ways.keys().next().value);
    this.toggled(isOpen);
    return isOpen;
  }

  /** Go to the tab of the panel that is open. */
  focus() {
    this.tabs.querySelector("[aria-selected=true]").focus();
  }

  open(name) {
    open = name;
    this.body.replaceChildren();
    this.body.dataset.panel = name;
    this.showTabs();
    ways.get(name).show(this.body, null);
  }

  /** Follow some changes. */
  update(keys) {
    for (const key of facts.keys()) {
      if (!key.startsWith("panel/") || ways.has(key.slice(6))) continue;
      const name = key.slice(6);
      welcome(name, KNOWN[name] ?? asJson(key));
      // Who has come to look is shown around, where there is room beside the chat.
      if (name === "tour" && matchMedia("(min-width: 1000px)").matches) {
        open = name;
        if (this.place.hidden) this.toggle(true);
        else this.open(name);
      }
    }
    if (this.place.hidden || !open) return;
    if (this.tabs.children.length !== ways.size) this.showTabs();
    ways.get(open).show(this.body, keys);
  }

  showTabs() {
    const tab = ([name, way]) =>
      h("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-selected": String(name === open), "aria-controls": "panel", tabindex: name === open ? "0" : "-1", on: { click: () => this.open(name) } }, way.title);
    this.tabs.replaceChildren(...[...ways].map(tab));
    this.body.setAttribute("aria-labelledby", `tab-${open}`);
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...ways.keys()];
    this.open(all[(all.indexOf(open) + step + all.length) % all.length]);
    this.focus();
  }
}

const asJson = (key) => ({
  title: key.slice(6),
  show(place, changed) {
    if (!changed || changed.has(key)) place.replaceChildren(h("pre", {}, JSON.stringify(facts.get(key), null, 2)));
  },
});
