// The emoji that bots like to use; a name that isn't here is shown as it is written.

const EMOJI = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", wave: "👋", tada: "🎉", white_check_mark: "✅", heavy_check_mark: "✔️",
  x: "❌", warning: "⚠️", rotating_light: "🚨", bell: "🔔", no_bell: "🔕", eyes: "👀", rocket: "🚀", fire: "🔥", star: "⭐",
  sparkles: "✨", hourglass: "⌛", hourglass_flowing_sand: "⏳", clock1: "🕐", alarm_clock: "⏰", calendar: "📅", date: "📅",
  email: "📧", envelope: "✉️", phone: "☎️", telephone_receiver: "📞", telephone: "☎️", link: "🔗", lock: "🔒", unlock: "🔓",
  key: "🔑", gear: "⚙️", mag: "🔍", bulb: "💡", pushpin: "📌", memo: "📝", pencil2: "✏️", clipboard: "📋", inbox_tray: "📥",
  outbox_tray: "📤", package: "📦", gift: "🎁", moneybag: "💰", credit_card: "💳", chart_with_upwards_trend: "📈", bar_chart: "📊",
  trophy: "🏆", dart: "🎯", palm_tree: "🌴", airplane: "✈️", house: "🏠", office: "🏢", coffee: "☕", pray: "🙏", clap: "👏",
  raised_hands: "🙌", muscle: "💪", ok_hand: "👌", point_right: "👉", point_left: "👈", point_up: "☝️", point_down: "👇",
  smile: "😄", slightly_smiling_face: "🙂", grin: "😁", joy: "😂", wink: "😉", thinking_face: "🤔", sweat_smile: "😅", cry: "😢",
  heart: "❤️", robot_face: "🤖", zzz: "💤", sleeping: "😴", question: "❓", exclamation: "❗", information_source: "ℹ️",
  arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", arrows_counterclockwise: "🔄", repeat: "🔁",
  red_circle: "🔴", large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵", white_circle: "⚪",
  black_circle: "⚫", wheel: "🛞", ferris_wheel: "🎡", no_entry: "⛔", no_entry_sign: "🚫", recycle: "♻️", "100": "💯",
};

/** Return an emoji by its name between colons; the name with its colons where it isn't known. */
export const emoji = (name) => EMOJI[name.replace(/::skin-tone-\d$/, "")] ?? `:${name}:`;
