import { milliseconds, spread, table } from './format.mjs';

const share = (value) => `${(value * 100).toPrecision(2)} %`;

export function changeSection({ contenders, flags, changes, rounds }) {
  const rows = Object.values(contenders).map((one) => [
    one.name,
    milliseconds(one.changeMs.median),
    spread(one.changeMs),
    milliseconds(one.fullMs.median),
    milliseconds(one.compiledMs.median),
  ]);
  const { flagstaff: own } = contenders;
  return `## A change

Time from a change of one of ${flags.toLocaleString('en')} flags to the first answer that shows it, in warm code. Medians of ${rounds} rounds with up to
${changes} changes each.

- Flagstaff: all of \`set\`, with validation, commit, history and the new ruleset. Unleash: its delta. flagd and GrowthBook replace
  all flags at once.
- “All flags” opens the same flags from their text in the same process. “All evaluated” also evaluates each flag once, since some
  contenders compile a flag only then.

Without \`JSON.parse\`, Flagstaff takes ${milliseconds(own.fullMs.median - own.parseMs.median)} to open all flags and ${milliseconds(own.compiledMs.median - own.parseMs.median)} until all are compiled. One change costs
${share(own.shareOfOpening.median)} and ${share(own.share.median)} of that.

${table(['', 'one change', 'spread', 'all flags', 'all evaluated'], rows)}`;
}
