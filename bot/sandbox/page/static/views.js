// Views: the modal in front, and the app's home.

import { showBlocks } from "./blocks.js";
import { h, newId } from "./dom.js";
import { act, each } from "./live.js";
import { said } from "./message.js";
import { plain } from "./mrkdwn.js";
import { settled, surfaceOf } from "./surface.js";

/** A dialog that shows whichever modal view is in front, and is closed while none is. */
export class Modal {
  constructor() {
    const id = newId();
    this.title = h("h2", { id });
    this.blocks = h("div", { class: "blocks" });
    this.notice = h("p", { class: "error", role: "alert" });
    this.cancel = h("button", { type: "button", class: "button", on: { click: () => this.close(false) } });
    this.submit = h("button", { type: "submit", class: "button primary" });
    this.form = h(
      "form",
      { novalidate: true, on: { submit: (event) => this.send(event) } },
      h("header", {}, this.title, h("button", { type: "button", class: "icon", "aria-label": "Close", on: { click: () => this.close(true) } }, "✕")),
      h("div", { class: "body" }, this.notice, this.blocks),
      h("footer", {}, this.cancel, this.submit),
    );
    const escape = (event) => {
      event.preventDefault();
      this.close(true);
    };
    this.dialog = h("dialog", { class: "modal", "aria-labelledby": id, on: { cancel: escape } }, this.form);
    document.body.append(this.dialog);
    this.view = null;
  }

  /** Follow what is open. */
  update() {
    const open = [...each("view/")].filter((view) => view.kind === "modal").sort((one, other) => one.at - other.at);
    const view = open.at(-1) ?? null;
    if (!view) {
      this.view = null;
      if (this.dialog.open) this.dialog.close();
      return;
    }
    const isNew = this.view?.id !== view.id;
    const wrongBefore = JSON.stringify(this.view?.errors ?? {});
    if (isNew) this.blocks.replaceChildren();
    this.view = view;
    this.title.textContent = plain(view.title ?? "");
    this.notice.textContent = view.notice ?? "";
    this.cancel.textContent = plain(view.close ?? (view.below ? "Back" : "Cancel"));
    this.submit.hidden = !view.submit;
    this.submit.textContent = plain(view.submit ?? "");
    showBlocks(this.blocks, view.blocks, surfaceOf({ view: view.id }, view.held, view.errors, () => this.blocks));
    if (!this.dialog.open) this.dialog.showModal();
    const field = "input, textarea, select";
    if (isNew) (this.blocks.querySelector("[autofocus]") ?? this.blocks.querySelector(field) ?? this.cancel).focus();
    else if (JSON.stringify(view.errors) !== wrongBefore) this.blocks.querySelector(".wrong")?.querySelector(field)?.focus();
  }

  async send(event) {
    event.preventDefault();
    document.activeElement?.blur(); // what is being typed counts
    this.submit.setAttribute("aria-busy", "true");
    await settled();
    const wrong = this.blocks.querySelector(".trouble");
    if (wrong) wrong.closest("[data-block]").querySelector("input, textarea, select")?.focus();
    else await this.tell(act("submit"));
    this.submit.removeAttribute("aria-busy");
  }

  async tell(doing) {
    try {
      const { trouble } = await doing;
      if (trouble) this.notice.textContent = trouble;
    } catch (error) {
      this.notice.textContent = error.message;
    }
  }

  close(whole) {
    return said(act("close", { whole }));
  }
}

/** Show the app's home in `place`. */
export function showHome(place) {
  const view = [...each("view/")].find((one) => one.kind === "home");
  if (!view) {
    place.replaceChildren(h("p", { class: "nothing" }, "The app has nothing on its home tab yet."));
    return;
  }
  let blocks = place.querySelector(".blocks");
  if (!blocks) {
    blocks = h("div", { class: "blocks home" });
    place.replaceChildren(blocks);
  }
  showBlocks(blocks, view.blocks, surfaceOf({ view: view.id }, view.held, view.errors, () => blocks));
}
