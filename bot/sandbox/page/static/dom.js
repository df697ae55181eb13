// Making elements. What people or the bot wrote only ever becomes text: nothing here takes HTML.

/** Return an element. In `props`, `on` has listeners, `data` data attributes, `class` the class; the rest are attributes. */
export function h(tag, props, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (name === "on") for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    else if (name === "data") Object.assign(made.dataset, value);
    else if (name === "value") made.value = value;
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Put `fresh` where `old` was; who typed, stood or had scrolled (`data-scroll`) in it goes on doing so. */
export function swap(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const scrolled = new Map([...old.querySelectorAll("[data-scroll]")].map((one) => [one.dataset.scroll, one.scrollTop]));
  old.replaceWith(fresh);
  if (scrolled.size) for (const one of fresh.querySelectorAll("[data-scroll]")) one.scrollTop = scrolled.get(one.dataset.scroll) ?? 0;
  if (!focused) return;
  const again = [...fresh.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === focused.dataset.focus);
  if (!again) {
    fresh.closest("[tabindex]")?.focus({ preventScroll: true }); // it is gone; who pressed it stays where it was
    return;
  }
  if (isTyped(focused) && isTyped(again) && focused.dataset.dirty) {
    again.value = focused.value;
    again.dataset.dirty = "yes";
  }
  again.focus({ preventScroll: true });
  if (isTyped(again) && focused.selectionStart !== null) {
    again.setSelectionRange(focused.selectionStart, focused.selectionEnd);
  }
}

const isTyped = (element) =>
  element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && /^(text|search|url|tel)$/.test(element.type));

/** Return a circle with somebody's initials, in a colour of their own; an app's is a square, `ours` in the brand's colour. */
export function avatar(name, { app = false, ours = false, small = false } = {}) {
  const letters = [...name.normalize("NFC").matchAll(/(?<=^|[\s_.-])[\p{L}\p{N}]/gu)].map((match) => match[0]);
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)) % 997;
  const initials = (letters[0] ?? "?") + (letters.length > 1 ? letters.at(-1) : "");
  const kind = `avatar hue${hash % 8}${app ? " app" : ""}${ours ? " ours" : ""}${small ? " small" : ""}`;
  return h("span", { class: kind, "aria-hidden": "true" }, initials.toUpperCase());
}

/** Say something to a screen reader, once. */
export function announce(text) {
  const place = document.getElementById("announcer");
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = text));
}

let given = 0;
/** Return an id that no other element has. */
export const newId = () => `i${++given}`;
