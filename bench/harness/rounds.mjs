/**
 * Every job once per round, the rounds one after the other, every second round backwards: what the machine does at some time of the run
 * falls on all jobs alike. `jobs`: `{ id, run }`; resolves to a Map from id to the reports.
 */
export async function inRounds(jobs, rounds, tell) {
  const reports = new Map(jobs.map(({ id }) => [id, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { id, run } of round % 2 === 0 ? jobs : jobs.toReversed()) reports.get(id).push(await run());
    tell(`round ${round + 1} of ${rounds}`);
  }
  return reports;
}
