import type { Comparison, FieldDifference } from '../documents/compare-flags.ts';
import type { JsonValue } from '../model/json.ts';

/**
 * Formats a comparison as text: what `to` has (`-`), and what it would get from `from` (`+`).
 *
 *
 * @example
 * console.log(formatComparison(await flagstaff.compare('staging', 'production')));
 */
export function formatComparison({ from, to, flags, unreadable }: Comparison): string {
  const count = flags.length === 1 ? '1 flag differs' : `${flags.length === 0 ? 'no' : flags.length} flags differ`;
  const lines = [`${from ?? 'documents'} → ${to ?? 'documents'}: ${count}`];
  for (const { flag, version, fields } of flags) {
    lines.push('', `${flag} (version ${version})`);
    for (const line of fields.flatMap(formatField)) lines.push(line);
  }
  if (unreadable.length > 0) lines.push('', `cannot be understood: ${unreadable.join(', ')}`);
  return lines.join('\n');
}

function formatField({ field, from, to }: FieldDifference): string[] {
  if (!Array.isArray(from) || !Array.isArray(to)) return [`  ${field}: ${textOf(to)} → ${textOf(from)}`];
  const [fresh, old] = [from.map(textOf), to.map(textOf)];
  return [`  ${field}:`, ...merge(old, fresh).map((line) => `    ${line}`)];
}

function textOf(value: JsonValue): string {
  if (value === null) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Merges items in order: removed, added, and common ones. */
function merge(old: readonly string[], fresh: readonly string[]): string[] {
  // Keeps the common prefix and suffix and replaces the rest, which fits edits of rule lists.
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let end = 0;
  while (end < old.length - start && end < fresh.length - start && old.at(-1 - end) === fresh.at(-1 - end)) end++;
  return [
    ...fresh.slice(0, start).map((line) => `  ${line}`),
    ...old.slice(start, old.length - end).map((line) => `- ${line}`),
    ...fresh.slice(start, fresh.length - end).map((line) => `+ ${line}`),
    ...fresh.slice(fresh.length - end).map((line) => `  ${line}`),
  ];
}
