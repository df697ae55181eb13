// Blocks, as messages, modals and home tabs have them.
//
// A `surface` says where they stand: `at` which one it is, `names` as for mrkdwn.js, `held` what the elements hold by block and action, `errors`
// what is shown below inputs by block, `use(element, block, given)` to use one, which returns whether it was
// done, and `options(element, block, typed)` to ask
// for the options of an external select.

import { control } from "./elements.js";
import { h, newId, swap } from "./dom.js";
import { link, mrkdwn, plain, textObject } from "./mrkdwn.js";
import { picture } from "./pictures.js";
import { richText } from "./richtext.js";

/** Show blocks in `place`; those that look as before stay as they are. */
export function showBlocks(place, blocks, surface) {
  const kept = new Map([...place.children].map((child) => [child.dataset.block, child]));
  let before = null;
  for (const block of blocks) {
    const id = block.block_id;
    const looks = JSON.stringify([block, surface.held[id] ?? null, surface.errors?.[id] ?? null]);
    let shown = kept.get(id);
    if (!shown || shown.looks !== looks) {
      const fresh = blockOf(block, surface);
      fresh.dataset.block = id;
      fresh.looks = looks;
      if (shown) swap(shown, fresh);
      shown = fresh;
    }
    kept.delete(id);
    const expected = before ? before.nextSibling : place.firstChild;
    if (shown !== expected) place.insertBefore(shown, expected);
    before = shown;
  }
  for (const gone of kept.values()) gone.remove();
}

function blockOf(block, surface) {
  const { names } = surface;
  switch (block.type) {
    case "header":
      return h("h3", { class: "block header" }, plain(block.text.text));
    case "divider":
      return h("hr", { class: "block" });
    case "section":
      return h(
        "div",
        { class: "block section" },
        h(
          "div",
          { class: "said" },
          block.text && h("div", {}, textObject(block.text, names)),
          block.fields && h("div", { class: "fields" }, block.fields.map((one) => h("div", {}, textObject(one, names)))),
        ),
        block.accessory && h("div", { class: "accessory" }, control(block.accessory, block, surface)),
      );
    case "context":
      return h(
        "div",
        { class: "block context" },
        block.elements.map((one) => (one.type === "image" ? picture(one, "tiny", names) : h("span", {}, textObject(one, names)))),
      );
    case "actions":
      return h("div", { class: "block actions" }, block.elements.map((one) => control(one, block, surface)));
    case "image":
      return h("figure", { class: "block" }, block.title && h("figcaption", {}, plain(block.title.text)), picture(block, "wide", names));
    case "rich_text":
      return h("div", { class: "block" }, richText(block, names));
    case "markdown":
      return h("div", { class: "block" }, mrkdwn(block.text, names));
    case "video":
      return h("div", { class: "block" }, link(block.title_url ?? block.video_url, plain(block.title.text), names));
    case "input":
      return input(block, surface);
    default:
      return h("div", { class: "block unknown" }, `A block of type ${block.type}, which this page doesn't show`);
  }
}

function input(block, surface) {
  const id = newId();
  const hint = block.hint && h("p", { class: "hint", id: `${id}h` }, plain(block.hint.text));
  const error = surface.errors?.[block.block_id];
  const wrong = h("p", { class: "error", id: `${id}e`, role: "alert" }, error ?? "");
  const label = [plain(block.label.text), block.optional && h("span", { class: "quiet" }, " (optional)")];
  const field = control(block.element, block, surface, { id, describedby: `${id}h ${id}e`, invalid: Boolean(error), required: !block.optional });
  const single = /^(INPUT|TEXTAREA|SELECT)$/.test(field.tagName);
  // Several things to tick are a group with a legend.
  const shown = single ? [h("label", { for: id }, label), field] : [h("fieldset", { "aria-describedby": `${id}h ${id}e` }, h("legend", {}, label), field)];
  return h("div", { class: error ? "block input wrong" : "block input" }, shown, hint, wrong);
}

/** Return an attachment, the older way of saying more than a text. */
export function attachmentOf(attachment, names) {
  const color = { good: "good", warning: "warning", danger: "danger" }[attachment.color] ?? "plain";
  const field = (one) => h("div", { class: one.short ? "short" : "" }, h("b", {}, one.title ?? ""), h("div", {}, mrkdwn(String(one.value ?? ""), names)));
  const body = h("div", {});
  if (attachment.blocks) showBlocks(body, attachment.blocks.map((block, at) => ({ block_id: `a${at}`, ...block })), { names, held: {}, use: null });
  return h(
    "div",
    {},
    attachment.pretext && h("div", {}, mrkdwn(attachment.pretext, names)),
    h(
      "div",
      { class: `attachment ${color}` },
      attachment.author_name && h("div", { class: "quiet" }, attachment.author_name),
      attachment.title && h("div", {}, h("b", {}, attachment.title_link ? link(attachment.title_link, attachment.title, names) : attachment.title)),
      attachment.text && h("div", {}, mrkdwn(attachment.text, names)),
      attachment.fields && h("div", { class: "fields" }, attachment.fields.map(field)),
      attachment.image_url && picture({ image_url: attachment.image_url, alt_text: attachment.fallback }, "wide", names),
      attachment.footer && h("div", { class: "quiet" }, attachment.footer),
      body,
    ),
  );
}
