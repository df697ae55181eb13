// Dialogs of the page's own: a question before something is done, a text to change.

import { h, newId } from "./dom.js";
import { names } from "./live.js";
import { plain, textObject } from "./mrkdwn.js";

/** Ask what a `confirm` object asks; return whether it is confirmed. */
export function ask(confirm) {
  const text = confirm.text && h("p", {}, textObject(confirm.text, names));
  const style = confirm.style === "danger" ? "danger" : "primary";
  return shown(plain(confirm.title?.text ?? "Are you sure?"), text, plain(confirm.confirm?.text ?? "Yes"), plain(confirm.deny?.text ?? "Cancel"), style).then(Boolean);
}

/** Let somebody change a text; return it, null when it stays as it was. */
export async function change(title, text) {
  const field = h("textarea", { rows: 5, value: text, "aria-label": title });
  return (await shown(title, field, "Save", "Cancel", "primary")) ? field.value : null;
}

function shown(title, body, yes, no, style) {
  return new Promise((resolve) => {
    const id = newId();
    const form = h(
      "form",
      { method: "dialog" },
      h("header", {}, h("h2", { id }, title)),
      h("div", { class: "body" }, body),
      h("footer", {}, h("button", { class: "button", value: "", formnovalidate: true }, no), h("button", { class: `button ${style}`, value: "yes" }, yes)),
    );
    const dialog = h("dialog", { "aria-labelledby": id, class: "small" }, form);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    (dialog.querySelector("textarea") ?? dialog.querySelector("button[value=yes]")).focus();
  });
}
