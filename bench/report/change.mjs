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

One of ${flags.toLocaleString('en')} flags changes: from the call to the first answer that shows it, in code that is warm; medians of ${rounds}
rounds with up to ${changes} changes each. Flagstaff's figure is the whole of \`set\`: validation, commit, history and the new ruleset. Unleash's
is its delta. flagd and GrowthBook have one way in, all flags at once. “All flags” is opening the same flags from their text, in the
same process, to the first answer; “all asked” goes on until each has been asked once, since some compile a flag only then. Without
\`JSON.parse\` Flagstaff takes ${milliseconds(own.fullMs.median - own.parseMs.median)} to open all and ${milliseconds(own.compiledMs.median - own.parseMs.median)} until all are compiled; a change is ${share(own.shareOfOpening.median)} of the one and
${share(own.share.median)} of the other.

${table(['', 'one change', 'spread', 'all flags', 'all asked'], rows)}`;
}
