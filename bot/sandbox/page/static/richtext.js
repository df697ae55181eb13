// The rich_text block (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block).

import { dateText } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelMention, link, mention, userMention } from "./mrkdwn.js";

/** Return the parts of a rich_text block, one after the other. */
export const richText = (block, names) => (block.elements ?? []).map((part) => partOf(part, names));

function partOf(part, names) {
  const within = () => (part.elements ?? []).map((element) => pieceOf(element, names));
  switch (part.type) {
    case "rich_text_list": {
      const items = (part.elements ?? []).map((item) => h("li", {}, (item.elements ?? []).map((element) => pieceOf(element, names))));
      const start = part.style === "ordered" && part.offset ? part.offset + 1 : null;
      return h(part.style === "ordered" ? "ol" : "ul", { class: `indent${Math.min(part.indent ?? 0, 5)}`, start }, items);
    }
    case "rich_text_quote":
      return h("blockquote", {}, within());
    case "rich_text_preformatted":
      return h("pre", {}, h("code", {}, within()));
    default:
      return h("div", { class: "rich" }, within());
  }
}

function pieceOf(element, names) {
  switch (element.type) {
    case "text":
      return styled(broken(element.text ?? ""), element.style);
    case "link":
      return styled(link(element.url ?? "", element.text ?? element.url, names), element.style);
    case "emoji":
      return element.unicode ? String.fromCodePoint(...element.unicode.split("-").map((code) => parseInt(code, 16))) : emoji(element.name ?? "");
    case "user":
      return styled(userMention(element.user_id, names), element.style);
    case "channel":
      return styled(channelMention(element.channel_id, names), element.style);
    case "usergroup":
      return mention(`@${element.usergroup_id}`);
    case "broadcast":
      return mention(`@${element.range}`, true);
    case "date":
      return h("time", {}, dateText(element.timestamp, element.format, names.tz) ?? element.fallback ?? "");
    case "color":
      return h("code", {}, element.value ?? "");
    default:
      return "";
  }
}

const broken = (text) => text.split("\n").flatMap((line, at) => (at ? [h("br"), line] : [line]));

function styled(node, style) {
  let made = Array.isArray(node) ? h("span", {}, node) : node;
  for (const [name, tag] of [["code", "code"], ["strike", "s"], ["italic", "em"], ["bold", "strong"]]) {
    if (style?.[name]) made = h(tag, {}, made);
  }
  return made;
}
