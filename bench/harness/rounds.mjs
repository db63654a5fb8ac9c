/**
 * Runs every job once per round, every second round in reverse, so that a slow phase of the machine affects all jobs alike.
 * `jobs`: `{ id, run }`. Resolves to a Map from id to its reports.
 */
export async function inRounds(jobs, rounds, log) {
  const reports = new Map(jobs.map(({ id }) => [id, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { id, run } of round % 2 === 0 ? jobs : jobs.toReversed()) reports.get(id).push(await run());
    log(`round ${round + 1} of ${rounds}`);
  }
  return reports;
}
