import { milliseconds, spread, table } from './format.mjs';

const share = (value) => `${(value * 100).toPrecision(2)} %`;

export function changeSection({ contenders, flags, changes, rounds }) {
  const rows = Object.values(contenders).map((one) => [
    one.name,
    milliseconds(one.changeMs.median),
    spread(one.changeMs),
    milliseconds(one.fullMs.median),
  ]);
  const { flagstaff: own } = contenders;
  return `## A change

One of ${flags.toLocaleString('en')} flags changes: from the call to the first answer that shows it, in code that is warm; medians of ${rounds}
rounds with up to ${changes} changes each. Flagstaff's figure is the whole of \`set\`: validation, commit, history and the new ruleset. Unleash's
is its delta. flagd and GrowthBook have one way in, all flags at once. “All flags” is opening the same flags from their text, in the
same process. Without \`JSON.parse\` Flagstaff takes ${milliseconds(own.fullMs.median - own.parseMs.median)} for all; a change is ${share(own.share.median)} of that.

${table(['', 'one change', 'spread', 'all flags'], rows)}`;
}
