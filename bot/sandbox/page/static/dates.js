// Dates and times, in the time zone of whoever reads.

/** Return what `<!date^...>` says, by its format; null where it can't be said. */
export function dateText(seconds, format, tz) {
  const at = new Date(seconds * 1000);
  if (!format || Number.isNaN(at.getTime())) return null;
  const say = (options) => formatted(at, options, tz);
  const near = nearDay(at, tz);
  const ways = {
    date_num: () => `${say({ year: "numeric" })}-${say({ month: "2-digit" })}-${say({ day: "2-digit" })}`,
    date_slash: () => `${say({ month: "2-digit" })}/${say({ day: "2-digit" })}/${say({ year: "numeric" })}`,
    date: () => say({ month: "long", day: "numeric", year: "numeric" }),
    date_short: () => say({ month: "short", day: "numeric", year: "numeric" }),
    date_long: () => say({ weekday: "long", month: "long", day: "numeric", year: "numeric" }),
    date_pretty: () => near ?? ways.date(),
    date_short_pretty: () => near ?? ways.date_short(),
    date_long_pretty: () => near ?? ways.date_long(),
    time: () => say({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    time_secs: () => say({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" }),
    ago: () => ago(at),
  };
  let known = true;
  const text = format.replace(/\{(\w+)\}/g, (_, name) => (ways[name] ? ways[name]() : ((known = false), "")));
  return known ? text : null;
}

/** Return a message's time, with its day unless that is today. */
export function timeOf(ts, tz) {
  const at = new Date(Number(ts) * 1000);
  const time = formatted(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, tz);
  const near = nearDay(at, tz);
  if (near === "today") return time;
  return `${near ?? formatted(at, { month: "short", day: "numeric" }, tz)}, ${time}`;
}

const formats = new Map(); // making one takes long, and each message has a time

function formatted(at, options, tz) {
  const key = JSON.stringify([options, tz]);
  if (!formats.has(key)) formats.set(key, formatOf(options, tz));
  return formats.get(key).format(at);
}

function formatOf(options, tz) {
  try {
    return new Intl.DateTimeFormat("en", { ...options, timeZone: tz ?? undefined });
  } catch {
    return new Intl.DateTimeFormat("en", options); // a time zone that this browser doesn't know
  }
}

function nearDay(at, tz) {
  const day = (date) => formatted(date, { year: "numeric", month: "numeric", day: "numeric" }, tz);
  const now = Date.now();
  const names = { yesterday: -1, today: 0, tomorrow: 1 };
  return Object.keys(names).find((name) => day(new Date(now + names[name] * 86_400_000)) === day(at)) ?? null;
}

function ago(at) {
  const seconds = (at.getTime() - Date.now()) / 1000;
  const units = [["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1]];
  const [unit, length] = units.find(([, each]) => Math.abs(seconds) >= each) ?? units.at(-1);
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.round(seconds / length), unit);
}
