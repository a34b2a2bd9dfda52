// The neighbourhood of a city: which cities lie one or two ties away.

/** The number of a city that no way of the wanted length reaches. */
export const FAR = 255;

/**
 * Count the steps from one city to the others.
 *
 * @param {number} count how many cities there are
 * @param {{from: number, to: number}[]} lines pairs of cities
 * @param {(k: number) => boolean} counts whether a line may be walked
 * @param {number} start index of the city in the middle
 * @param {number} steps how far to go, 1 or more
 * @returns {Uint8Array} by city: 0 for the middle, 1, 2 …, `FAR` for all others
 */
export function stepsFrom(count, lines, counts, start, steps) {
  const away = new Uint8Array(count).fill(FAR);
  away[start] = 0;
  for (let step = 1; step <= steps; step += 1) {
    for (let k = 0; k < lines.length; k += 1) {
      if (!counts(k)) continue;
      const { from, to } = lines[k];
      if (away[from] === step - 1 && away[to] === FAR) away[to] = step;
      else if (away[to] === step - 1 && away[from] === FAR) away[from] = step;
    }
  }
  return away;
}

/** Whether a line belongs to the neighbourhood: it starts or ends nearer than its rim. */
export function inHood(away, { from, to }, steps) {
  const nearer = Math.min(away[from], away[to]);
  const farther = Math.max(away[from], away[to]);
  return nearer < steps && farther <= steps;
}
