// Which reading holds: the page draws the periods of the data, it has no rules of its own.

const OPEN_START = "0001-01-01";
const OPEN_END = "9999-12-31";

/** The version of a tie as known by a day (empty: by now), or null if it was not known yet. */
export function versionKnown(readings, known) {
  let found = null;
  for (const reading of readings) {
    if (known && reading.known && reading.known > known) break;
    found = reading;
  }
  return found;
}

const possibleOn = ({ bounds: [from, , , until] }, day) =>
  (from || OPEN_START) <= day && day <= (until || OPEN_END);
const certainOn = ({ bounds: [, from, until] }, day) =>
  Boolean(from) && from <= day && day <= (until || OPEN_END);

const within = ([from, until], day) => (from || OPEN_START) <= day && day <= (until || OPEN_END);

/**
 * The periods of one channel that hold on a day: first the certain one, or of several that are
 * only possible the one that the reading gives first.
 */
export function holding(periods, day) {
  const leads = (period) => (period.leads || []).some((run) => within(run, day));
  return periods
    .filter((period) => possibleOn(period, day))
    .sort((a, b) => certainOn(b, day) - certainOn(a, day) || leads(b) - leads(a));
}

/**
 * How a tie stands on a day.
 *
 * @param {object[]} readings its versions
 * @param {string} day
 * @param {string} known as known by this day; empty: by now
 * @returns {null | object} null if it was not known, or nothing holds on the day; else `status`,
 *   `certain`, `alternatives` (statuses), `period`, `undated`, `unanswered`, `channels`
 *   (channel to the same, for those that differ from the whole), `kind` if it was another
 */
export function standing(readings, day, known) {
  const version = versionKnown(readings, known);
  if (!version) return null;
  if (!version.periods.length) {
    return {
      status: "",
      certain: true,
      alternatives: [],
      period: null,
      undated: true,
      unanswered: null,
      channels: new Map(),
      kind: version.kind,
    };
  }
  const byChannel = new Map();
  for (const period of version.periods) {
    if (!byChannel.has(period.channel)) byChannel.set(period.channel, []);
    byChannel.get(period.channel).push(period);
  }
  const whole = drawn(byChannel.get("all") || [], day);
  const channels = new Map();
  for (const [channel, periods] of byChannel) {
    const one = channel === "all" ? null : drawn(periods, day);
    if (one) channels.set(channel, one);
  }
  if (!whole && !channels.size) return null;
  const first = whole || [...channels.values()][0];
  const open = (version.unanswered || []).find(
    ({ from, until }) => from <= day && day <= (until || OPEN_END),
  );
  return { ...first, channels, kind: version.kind, unanswered: open || null };
}

function drawn(periods, day) {
  const found = holding(periods, day);
  if (!found.length) return null;
  const [period, ...others] = found;
  return {
    status: period.status,
    certain: certainOn(period, day),
    alternatives: [...new Set(others.map((one) => one.status))].filter(
      (status) => status !== period.status,
    ),
    period,
    undated: !period.bounds[0] || period.bounds[0] === OPEN_START,
  };
}

/** The claims that a period is based on, on a day: places in the history of its tie. */
export function claimsOn(period, day) {
  const runs = (period?.claims || []).filter(([from]) => (from || OPEN_START) <= day);
  return runs.length ? runs.at(-1)[1] : [];
}

/** The next anniversary of a day, from another day on; that of 29 February gives way. */
export function nextAnniversary(signed, on) {
  const years = Number(on.slice(0, 4)) - Number(signed.slice(0, 4));
  const found = [years, years + 1]
    .map((count) => ({ years: count, day: addYears(signed, count) }))
    .find(({ years: count, day }) => count > 0 && day >= on);
  return found || { years: 1, day: addYears(signed, 1) };
}

/** Days between two days. */
export const daysBetween = (from, until) => (Date.parse(until) - Date.parse(from)) / 86_400_000;

/** The stop before or after a day; the day itself if there is none. */
export function nextStop(stops, day, forward) {
  const found = forward ? stops.find((stop) => stop > day) : stops.findLast((stop) => stop < day);
  return found || day;
}

/** A day so many years later or earlier; the end of February gives way. */
export function addYears(day, years) {
  const year = Number(day.slice(0, 4)) + years;
  if (year < 1 || year > 9999) return day;
  const made = `${String(year).padStart(4, "0")}${day.slice(4)}`;
  return Number.isNaN(Date.parse(made)) || new Date(made).toISOString().slice(0, 10) !== made
    ? `${made.slice(0, 8)}28`
    : made;
}
