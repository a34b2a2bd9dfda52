// The neighbourhood of a city: what lies one or two ties away.

/** The number of a city that no way of the wanted length reaches. */
export const FAR = 255;

/**
 * Count the steps from one city to the others.
 *
 * @param {number} count how many cities there are
 * @param {number[][]} groups the cities that each tie joins
 * @param {number} start index of the focus city
 * @param {number} steps how far to go, 1 or more
 * @returns {Uint8Array} by city: 0 for the middle, 1, 2 …, `FAR` for all others
 */
export function stepsFrom(count, groups, start, steps) {
  const away = new Uint8Array(count).fill(FAR);
  away[start] = 0;
  for (let step = 1; step <= steps; step += 1) {
    for (const group of groups) {
      if (!group.some((city) => away[city] === step - 1)) continue;
      for (const city of group) if (away[city] === FAR) away[city] = step;
    }
  }
  return away;
}

/** Whether a tie belongs to the neighbourhood: it starts inside, not on its rim. */
export const inHood = (away, group, steps) => group.some((city) => away[city] < steps);
