// What the server tells, kept as facts by key; and telling the server what somebody does.

/** All that the acting person sees: key -> value. */
export const facts = new Map();

const listeners = new Set();
let socket = null;
let viewer = null;
let delay = 250;

/** Call `listener(changed, whole)` after each news; `changed` are keys, `whole` says that all was told anew. */
export const onNews = (listener) => listeners.add(listener);

/** Return all facts whose key begins so. */
export function* each(prefix) {
  for (const [key, value] of facts) if (key.startsWith(prefix)) yield value;
}

export const fact = (key) => facts.get(key) ?? null;
export const me = () => viewer;

let lost = () => {};
/** Call `listener()` whenever the server doesn't answer. */
export const onLost = (listener) => (lost = listener);

/** See the workspace as somebody; null: as whom the server says. */
export function follow(user) {
  viewer = user;
  socket?.close();
  connect();
}

function connect() {
  const mine = (socket = new WebSocket(`ws://${location.host}/page/live?as=${encodeURIComponent(viewer ?? "")}`));
  let first = true;
  mine.onmessage = (message) => {
    if (mine !== socket) return;
    delay = 250;
    const { set, gone } = JSON.parse(message.data);
    const changed = new Set([...Object.keys(set), ...gone]);
    if (first) facts.clear(); // the page may have missed anything
    for (const key of gone) facts.delete(key);
    for (const [key, value] of Object.entries(set)) facts.set(key, value);
    viewer = fact("me").id;
    document.body.dataset.connected = "yes";
    for (const listener of listeners) listener(changed, first);
    first = false;
  };
  mine.onclose = () => {
    if (mine !== socket) return;
    document.body.dataset.connected = "no";
    lost();
    setTimeout(() => mine === socket && connect(), delay);
    delay = Math.min(delay * 2, 4000);
  };
}

/** Do something as the acting person, and return what came of it; throws an Error, in words, when it is refused. */
export async function act(name, told = {}) {
  let response;
  try {
    response = await fetch("/page/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ act: name, as: viewer, ...told }),
    });
  } catch {
    throw new Error("The sandbox is not running any more");
  }
  const said = await response.json();
  if (!response.ok) throw new Error(said.error);
  return said;
}

/** What ids stand for, for those who read; as mrkdwn.js wants it. */
export const names = {
  user: (id) => fact(`user/${id}`)?.name ?? null,
  channel: (id) => fact(`channel/${id}`)?.name || null,
  get me() {
    return viewer;
  },
  get tz() {
    return fact(`user/${viewer}`)?.tz ?? null;
  },
  get here() {
    return fact("me")?.here ?? location.origin;
  },
};
