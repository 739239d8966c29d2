// Times as people read them.

const formats = new Map();

function format(zone, options) {
  const key = JSON.stringify([zone, options]);
  if (!formats.has(key)) {
    const timeZone = zone || undefined;
    formats.set(key, new Intl.DateTimeFormat('en-GB', { timeZone, ...options }));
  }
  return formats.get(key);
}

const DAY = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
const TIME = { hour: '2-digit', minute: '2-digit' };

/** “Thursday 16 March 2023”; an unknown zone counts as the browser's own. */
export function day(instant, zone) {
  return format(zone, DAY).format(new Date(instant)).replace(',', '');
}

export function time(instant, zone) {
  return format(zone, TIME).format(new Date(instant));
}

/** “Thu 16 Mar, 10:00” */
export function short(instant, zone) {
  const options = { weekday: 'short', day: 'numeric', month: 'short', ...TIME };
  return format(zone, options).format(new Date(instant)).replace(/^(\w+), /, '$1 ');
}

const UNITS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]];
const relative = new Intl.RelativeTimeFormat('en-GB', { numeric: 'auto' });

/** “in 6 days”, “in 1 hour”; “now” when less than a minute is left. */
export function away(instant, now) {
  const left = new Date(instant) - now;
  for (const [unit, size] of UNITS) {
    if (Math.abs(left) >= size) return relative.format(Math.round(left / size), unit);
  }
  return 'now';
}

export function validZone(zone) {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const languages = new Intl.DisplayNames(['en'], { type: 'language' });

/** “French” for `fr`. */
export function languageName(tag) {
  try {
    return languages.of(tag) ?? tag;
  } catch {
    return tag;
  }
}
