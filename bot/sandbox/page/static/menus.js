// Menus from which several things can be chosen, and those whose options the bot is asked for.

import { h } from "./dom.js";
import { plain } from "./mrkdwn.js";

/** Return a menu to tick several things in, behind what is chosen so far; `at` is the surface that it is on. */
export function several(groups, chosen, asked, use, told, { most = null, at }) {
  const menu = `${at}/${told.data.focus}`;
  const names = new Map(groups.flatMap((group) => group.choices).map((one) => [one.value, one.name]));
  const summary = h("summary", { data: { focus: told.data.focus } }, chosen.map((value) => names.get(value) ?? value).join(", ") || asked);
  const change = async ({ target }) => {
    const all = [...target.closest("details").querySelectorAll("input")];
    const ticked = all.filter((one) => one.checked).map((one) => one.value);
    if ((await use(ticked)) === false) for (const one of all) one.checked = chosen.includes(one.value);
  };
  const box = (one) => {
    const checked = chosen.includes(one.value);
    const full = most !== null && chosen.length >= most && !checked;
    const focus = `${told.data.focus}/${one.value}`;
    return h("label", {}, h("input", { type: "checkbox", value: one.value, checked, disabled: full, data: { focus }, on: { change } }), h("span", {}, one.name));
  };
  const listed = groups.map((group) => [group.label && h("b", {}, group.label), group.choices.map(box)]);
  const isOpen = openMenus.has(menu);
  const keep = (event) => (event.target.open ? openMenus.add(menu) : openMenus.delete(menu));
  return h(
    "details",
    { class: "several", open: isOpen, "aria-describedby": told["aria-describedby"], on: { toggle: keep, keydown: shut } },
    summary,
    h("div", { class: "boxes", role: "group", "aria-label": asked, data: { scroll: menu } }, listed),
  );
}

/** Which menus are open, so that they stay so while what is chosen is shown anew. */
const openMenus = new Set();

function shut(event) {
  const menu = event.currentTarget;
  if (event.key !== "Escape" || !menu.open) return;
  event.preventDefault();
  event.stopPropagation();
  menu.open = false;
  menu.querySelector("summary").focus();
}

/** Return a field to type in, below which the bot's answer to it can be chosen. */
export function outside(element, block, given, surface, told, asked) {
  const isMany = element.type.startsWith("multi_");
  const chosen = [given ?? []].flat();
  const least = element.min_query_length ?? 3;
  const found = h("div", { class: "found" });
  const note = h("p", { class: "quiet", role: "status" }, least > 0 ? `Type ${least === 1 ? "something" : `${least} characters or more`}` : "");
  const use = (value) => surface.use?.(element, block, value);
  let asking = 0;
  let waiting = null;

  const look = async (typed) => {
    const mine = ++asking;
    const { options = [], trouble } = await surface.options(element, block, typed);
    if (mine !== asking) return;
    note.textContent = trouble ?? (options.length ? `${options.length} found` : "Nothing found");
    // Of what was chosen before, only what the bot offers again can be kept.
    const kept = chosen.map((one) => one.value).filter((value) => options.some((one) => one.value === value));
    const offered = (one) => {
      const choose = () => use(isMany ? [...new Set([...kept, one.value])] : one.value);
      return h("button", { type: "button", class: "button", on: { click: choose } }, plain(one.text.text));
    };
    found.replaceChildren(...options.map(offered));
  };
  const type = (event) => {
    clearTimeout(waiting);
    const typed = event.target.value;
    if (typed.length >= least) waiting = setTimeout(() => look(typed), 250);
  };
  const clear = () => use(isMany ? [] : null);
  const clearable = isMany || (block.type === "input" && block.optional);
  const shown =
    chosen.length > 0 &&
    h(
      "p",
      { class: "chosen" },
      chosen.map((one) => plain(one.text.text)).join(", "),
      clearable && h("button", { type: "button", class: "link", on: { click: clear } }, "Clear"),
    );
  const field = h("input", { ...told, type: "search", placeholder: asked || "Search", autocomplete: "off", on: { input: type, focus: type } });
  return h("div", { class: "outside" }, shown, field, note, found);
}
