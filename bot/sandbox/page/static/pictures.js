// Pictures that stand in messages and views.

import { avatar, h } from "./dom.js";

/** The pictures of the local Slack's people (AVATARS in shapes.py), which are nowhere: the page draws its own. */
const OF_PEOPLE = /^https:\/\/avatars\.sandbox\.invalid\/(\w+)-\d+\.png$/;

/** Return a picture; where Slack would show a file of its own, there is only its description. `names` is as for mrkdwn.js. */
export function picture(image, kind, names) {
  const url = image.image_url ?? image.slack_file?.url ?? "";
  const told = image.alt_text ?? "";
  const [, person] = OF_PEOPLE.exec(url) ?? [];
  if (person) return h("span", { class: `face ${kind}`, role: "img", "aria-label": told }, avatar(names.user(person) ?? told));
  if (!/^https?:\/\//.test(url)) return h("span", { class: "quiet" }, `[${told || "picture"}]`);
  return h("img", { class: kind, src: url, alt: told, loading: "lazy", referrerpolicy: "no-referrer" });
}
