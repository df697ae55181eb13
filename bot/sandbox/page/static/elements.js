// The elements that people use in blocks: buttons, menus, boxes to tick, dates, fields to type in.

import { h, newId } from "./dom.js";
import { each } from "./live.js";
import { plain } from "./mrkdwn.js";
import { outside, several } from "./menus.js";
import { picture } from "./pictures.js";

const TYPED = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "text" };
const PICKED = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };

/**
 * Return the control of an element; what is chosen there goes to `surface.use`.
 * `field` is what an input block knows of it: its id, whether it is required, what describes it.
 */
export function control(element, block, surface, field = {}) {
  const kind = element.type;
  const given = surface.held[block.block_id]?.[element.action_id] ?? null;
  const use = (value) => surface.use?.(element, block, value);
  const asked = element.placeholder ? plain(element.placeholder.text) : "";
  const told = {
    id: field.id,
    data: { focus: `${block.block_id}/${element.action_id}` },
    "aria-describedby": field.describedby,
    "aria-invalid": field.invalid ? "true" : null,
    "aria-required": field.required ? "true" : null,
    // A field with a label of its own needs no other name.
    "aria-label": field.id ? null : element.accessibility_label ?? (asked || named(kind)),
    autofocus: element.focus_on_load,
  };
  if (kind === "button") return button(element, told, use);
  if (kind === "image") return picture(element, "thumb", surface.names);
  if (kind === "overflow") return overflow(element, told, use);
  if (kind === "checkboxes" || kind === "radio_buttons") return boxes(element, given, use, told);
  if (kind === "external_select" || kind === "multi_external_select") return outside(element, block, given, surface, told, asked);
  if (kind in PICKED) return picker(kind, given, use, told, block);
  if (kind in TYPED || kind === "rich_text_input") return typed(element, given, use, told, asked);
  const choices = choicesOf(element);
  if (kind.startsWith("multi_")) return several(choices, valuesOf(given), asked || named(kind), use, told, { most: element.max_selected_items, at: surface.at });
  return single(choices, valuesOf(given)[0] ?? "", asked || named(kind), use, told, block.type === "input" && block.optional);
}

const named = (kind) => `Choose ${{ users_select: "a person", channels_select: "a channel", conversations_select: "a conversation" }[kind.replace("multi_", "")] ?? "…"}`;

/** Return what is chosen as values: options are told whole. */
export const valuesOf = (given) => [given ?? []].flat().map((one) => (typeof one === "object" ? one.value : one));

/** Return what can be chosen: `[{label, choices}]`, with one group of no name where there are none. */
function choicesOf(element) {
  const option = (one) => ({ value: one.value, name: plain(one.text.text), about: one.description && plain(one.description.text) });
  const kind = element.type.replace("multi_", "");
  if (kind === "users_select") {
    const people = [...each("user/")].filter((user) => !user.gone);
    return [{ label: "", choices: people.map((user) => ({ value: user.id, name: user.name })) }];
  }
  if (kind === "channels_select" || kind === "conversations_select") {
    const wanted = kind === "channels_select" ? ["channel"] : ["channel", "group", "im"];
    const places = [...each("channel/")].filter((one) => wanted.includes(one.kind) && !one.archived);
    return [{ label: "", choices: places.map((one) => ({ value: one.id, name: one.name ? `#${one.name}` : "Direct message" })) }];
  }
  if (element.option_groups) return element.option_groups.map((group) => ({ label: plain(group.label.text), choices: group.options.map(option) }));
  return [{ label: "", choices: (element.options ?? []).map(option) }];
}

function button(element, told, use) {
  const label = plain(element.text.text);
  const press = async (event) => {
    const pressed = event.currentTarget;
    if (element.url && /^https?:\/\//.test(element.url)) window.open(element.url, "_blank", "noopener,noreferrer");
    pressed.setAttribute("aria-busy", "true");
    await use(null);
    pressed.removeAttribute("aria-busy");
  };
  const name = element.accessibility_label ?? null;
  return h("button", { ...told, type: "button", class: `button ${element.style ?? ""}`, "aria-label": name, on: { click: press } }, label);
}

function single(groups, chosen, asked, use, told, clearable) {
  const option = (one) => h("option", { value: one.value, selected: one.value === chosen, title: one.about }, one.name);
  const options = groups.map((group) => (group.label ? h("optgroup", { label: group.label }, group.choices.map(option)) : group.choices.map(option)));
  const none = h("option", { value: "", selected: chosen === "", disabled: !clearable && chosen !== "" }, asked);
  const change = async ({ target }) => {
    if ((await use(target.value || null)) === false) target.value = chosen;
  };
  return h("select", { ...told, on: { change } }, none, options);
}

function overflow(element, told, use) {
  const choose = (event) => {
    const value = event.target.value;
    event.target.value = "";
    if (value) use(value);
  };
  const options = element.options.map((one) => h("option", { value: one.value }, plain(one.text.text)));
  return h("select", { ...told, class: "overflow", "aria-label": element.accessibility_label ?? "More", on: { change: choose } }, h("option", { value: "" }, "⋯"), options);
}

function boxes(element, given, use, told) {
  const chosen = new Set(valuesOf(given));
  const isRadio = element.type === "radio_buttons";
  const group = newId();
  const change = async ({ target }) => {
    const all = [...target.closest(".boxes").querySelectorAll("input")];
    const ticked = all.filter((one) => one.checked).map((one) => one.value);
    if ((await use(isRadio ? target.value : ticked)) === false) for (const one of all) one.checked = chosen.has(one.value);
  };
  const box = (one, at) =>
    h(
      "label",
      {},
      h("input", {
        type: isRadio ? "radio" : "checkbox", name: group, value: one.value, checked: chosen.has(one.value),
        data: { focus: `${told.data.focus}/${at}` }, on: { change },
      }),
      h("span", {}, plain(one.text.text), one.description && h("span", { class: "quiet" }, plain(one.description.text))),
    );
  const name = told["aria-label"]; // in a field of a form its legend groups and names them
  return h("div", { class: "boxes", role: name && (isRadio ? "radiogroup" : "group"), "aria-label": name }, element.options.map(box));
}

function picker(kind, given, use, told, block) {
  const shown = kind === "datetimepicker" && given ? localTime(given) : given ?? "";
  const change = (event) => {
    const value = event.target.value;
    if (!value) return block.optional && use(null);
    if (kind !== "timepicker" && value < "1000") return null; // 0202-12-24 is on its way to 2026
    return use(kind === "datetimepicker" ? Math.round(new Date(value).getTime() / 1000) : value.slice(0, kind === "timepicker" ? 5 : 10));
  };
  const max = kind === "datepicker" ? "9999-12-31" : null; // else a year takes six digits
  return h("input", { ...told, type: PICKED[kind], value: shown, max, on: { change } });
}

function localTime(seconds) {
  const at = new Date(seconds * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function typed(element, given, use, told, asked) {
  const many = element.multiline || element.type === "rich_text_input";
  const text = typeof given === "object" && given ? (given.elements ?? []).flatMap((part) => part.elements ?? []).map((one) => one.text ?? "").join("") : given ?? "";
  const on = {
    input: (event) => (event.target.dataset.dirty = "yes"),
    change: (event) => {
      delete event.target.dataset.dirty;
      use(event.target.value || null);
    },
  };
  const more = { maxlength: element.max_length, placeholder: asked, autocomplete: "off", value: text, on };
  if (many) return h("textarea", { ...told, ...more, rows: 4 });
  const inputmode = element.type === "number_input" ? "decimal" : null;
  return h("input", { ...told, ...more, type: TYPED[element.type], inputmode });
}

