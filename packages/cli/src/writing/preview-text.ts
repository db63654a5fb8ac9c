import type { AnswerOf } from '@flagstaff/admin/client';
import type { JsonValue } from '@flagstaff/core';
import { plain } from '../output/plain.ts';
import type { Output } from '../output/output.ts';
import { shownValue } from '../output/shown-value.ts';

type Preview = AnswerOf<'POST /preview'>;
type Affected = Preview['affected'][number];
type Effect = Affected['environments'][number];

/** Says what changes would do: fields by environment, the share of users that moves, and who of the sample. */
export function previewText(preview: Preview, { style }: Pick<Output, 'style'>): string {
  return [
    ...preview.affected.flatMap((each) => [style.bold(plain(each.id)), ...effectLines(each)]),
    ...shareLines(preview.shares).map(plain),
    ...(preview.flips ?? []).flatMap(flipLines).map(plain),
  ].join('\n');
}

function effectLines({ id, environments }: Affected): readonly string[] {
  const places = new Map<string, string[]>();
  for (const effect of environments) {
    const text = textOf(id, effect);
    if (text === '') continue;
    const names = places.get(text);
    if (names === undefined) places.set(text, [effect.environment]);
    else names.push(effect.environment);
  }
  if (places.size === 0) return ['  changes nothing that is served'];
  return [...places].flatMap(([text, names]) => [`  in ${plain(names.map(placeName).join(', '))}:`, text]);
}

function textOf(id: string, { fields, flags }: Effect): string {
  if (fields.length > 0) {
    return fields
      .map(({ field, from, to }) => plain(`    ${field}: ${shownValue(from)} → ${shownValue(to)}`))
      .join('\n');
  }
  // A flag without differences appears or disappears as a whole.
  const others = flags.filter((flag) => `flag:${flag}` !== id);
  if (others.length > 0) return plain(`    affects ${others.join(', ')}`);
  return flags.length > 0 ? '    the flag as a whole' : '';
}

/** Says each move once, with all environments in which it is the same. */
function shareLines(shares: Preview['shares']): readonly string[] {
  const places = new Map<string, string[]>();
  for (const { flag, environment, when, moved, moves } of shares) {
    const others = shares.some((each) => each.flag === flag && each.environment === environment && each.when !== null);
    const group = whoMatch(when, others);
    const texts =
      moved === null
        ? [`An unknown share of ${group} moves: ${flag}`]
        : moves.map(
            ({ from, to, share }) =>
              `${percent(share)} of ${group} move from ${from ?? 'nothing'} to ${to ?? 'nothing'}: ${flag}`,
          );
    for (const text of texts) places.set(text, [...(places.get(text) ?? []), placeName(environment)]);
  }
  return [...places].map(([text, names]) => `${text} in ${names.join(', ')}`);
}

/** No conditions: the users who match those of no other group. */
function whoMatch(when: Preview['shares'][number]['when'], hasOthers: boolean): string {
  if (when !== null) return `users with ${shownValue(when as unknown as JsonValue)}`;
  return hasOthers ? 'other users' : 'all users';
}

function flipLines({ environment, contexts, flags }: NonNullable<Preview['flips']>[number]): readonly string[] {
  if (contexts === 0) return [];
  return Object.entries(flags).map(
    ([flag, count]) =>
      `${count} of ${contexts} sample contexts are served another variant of ${flag} in ${placeName(environment)}.`,
  );
}

function placeName(environment: string): string {
  return environment === '*' ? 'the flag without patches' : environment;
}

/** At most two digits after the point. */
function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
