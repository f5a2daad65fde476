const LISTED = 5;

/** The last line of the run, as the issue has it, and whether all is well. */
export function summary({ accepted, result, faults, load, quiet, seconds }) {
  const line = {
    accepted,
    lost: result.lost.length,
    stuck: result.stuck.length,
    duplicates: result.duplicates,
    in_doubt: result.in_doubt.length,
    unexplained_duplicates: result.unexplained.length,
    held: result.held.length,
    dead: result.dead.length,
    refused: result.refused.length,
    faults,
    asked: load.asked,
    retries: load.client.retries,
    api_refusals: load.client.refused.length,
    quiet,
    seconds,
  };
  const well = accepted > 0 && !line.lost && !line.stuck && !line.unexplained_duplicates;
  return { line, well };
}

/** What a person wants to see of everything that is not plainly delivered. */
export function details(result, load) {
  const lists = { ...result, duplicates: [], 'refused by the API': load.client.refused };
  return Object.entries(lists).flatMap(([name, list]) =>
    list.length
      ? [
          `${name}: ${list.length} (${reasons(list)})`,
          ...list.slice(0, LISTED).map((one) => `  ${JSON.stringify(one)}`),
        ]
      : [],
  );
}

/** `push retry: 3, email in_doubt: 1`, the most frequent first. */
function reasons(list) {
  const counts = new Map();
  for (const { channel, status, reason, why } of list) {
    const key = [channel, status, reason ?? why].filter(Boolean).join(' ');
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([key, count]) => `${key}: ${count}`)
    .join(', ');
}
