import type { FlagDocument } from '@flagstaff/core';
import { variantsOf } from '@flagstaff/core/management';
import { byName, literalOf, nameOf } from './literal.ts';

export interface TextOptions {
  /** Whether to make the definitions those of `req.flags` and other global types. */
  readonly register: boolean;
}

const HEADER = `/* eslint-disable */
// Written by \`flagstaff types\` from the flags of the store. Do not edit; run it again.
import { defineFlags } from '@flagstaff/core';
`;

const REGISTER = `
declare module '@flagstaff/core' {
  interface Register {
    flags: typeof definitions;
  }
}
`;

/** Returns a TypeScript module that defines flags. Equal flags are an equal text, whatever their order. */
export function definitionsText(flags: readonly FlagDocument[], { register }: TextOptions): string {
  const entries = flags
    .map((flag) => [flag.key, definitionOf(flag)] as const)
    .toSorted(byName)
    .map(([key, definition]) => `${definition.comment}  ${nameOf(key)}: ${definition.text},\n`);
  const body = `export const definitions = defineFlags({\n${entries.join('')}});\n`;
  return `${HEADER}\n${body}${register ? REGISTER : ''}`;
}

function definitionOf(flag: FlagDocument): { readonly comment: string; readonly text: string } {
  const { variants, off, fallback } = variantsOf(flag);
  // Served when the flag cannot be evaluated, as when it is off.
  const served = off ?? (typeof fallback === 'string' ? fallback : Object.keys(fallback?.split ?? variants)[0]);
  const members = [
    `type: ${literalOf(flag.type)}`,
    ...(flag.variants === undefined ? [] : [`variants: ${literalOf(variants)}`]),
    `defaultValue: ${literalOf(variants[served!]!)}`,
  ];
  const comment = flag.status === 'archived' ? '  /** @deprecated The flag is archived. */\n' : '';
  return { comment, text: `{ ${members.join(', ')} }` };
}
