// Using what stands in blocks: confirming it, telling the server, and saying what went wrong beside it.

import { ask } from "./dialogs.js";
import { h } from "./dom.js";
import { act, names } from "./live.js";

/** What people are doing at the moment, in order: a form is sent after what was typed in it. */
let queue = Promise.resolve();
const inOrder = (work) => (queue = queue.then(work, work));

/** Return when all that was begun is done. */
export const settled = () => queue;

/** Return a surface (see blocks.js). `where` names it to the server, `place()` is the element in which trouble is shown. */
export function surfaceOf(where, held, errors, place) {
  const told = (element, block) => ({ ...where, action: element.action_id, block: block.block_id });
  const trouble = (block, words) => showTrouble(place(), block, words);
  return {
    at: Object.values(where).join("/"),
    names,
    held,
    errors,
    async use(element, block, given) {
      if (element.confirm && !(await ask(element.confirm))) return false;
      return inOrder(async () => {
        try {
          trouble(block, "");
          const said = await act("use", { ...told(element, block), given });
          if (said.trouble) trouble(block, said.trouble);
          return true; // it is chosen, whatever the bot makes of it
        } catch (error) {
          trouble(block, error.message);
          return false;
        }
      });
    },
    async options(element, block, typed) {
      try {
        return await act("options", { ...told(element, block), typed });
      } catch (error) {
        return { trouble: error.message };
      }
    },
  };
}

/** Say below a block what went wrong in it; "": nothing. Below a field it takes the place of what stood there. */
function showTrouble(place, block, words) {
  const shown = place.querySelector(`[data-block="${CSS.escape(block.block_id)}"]`);
  if (!shown) return; // it has been shown anew, or closed, since
  const told = shown.querySelector(":scope > .error") ?? shown.appendChild(h("p", { class: "error", role: "alert" }));
  told.textContent = words;
  told.classList.toggle("trouble", Boolean(words));
  if (block.type !== "input") return;
  shown.classList.toggle("wrong", Boolean(words));
  shown.querySelector("[aria-describedby]").setAttribute("aria-invalid", String(Boolean(words)));
}
