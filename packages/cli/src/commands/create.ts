import { Option } from 'commander';
import type { Document, FlagDocument, FlagType, JsonValue } from '@flagstaff/core';
import { namedDocument } from '../documents/named-document.ts';
import { parseJson } from '../documents/read-input.ts';
import type { CommandModule } from '../frame/command.ts';
import { refused, wrongUse } from '../frame/failure.ts';
import { addWriteOptions } from '../writing/write-options.ts';
import type { WriteOptions } from '../writing/write-options.ts';
import { writeChanges } from '../writing/write-changes.ts';

interface Options extends WriteOptions {
  readonly type?: FlagType;
  readonly variant: readonly string[];
  readonly default?: string;
  readonly off?: string;
  readonly name?: string;
  readonly description?: string;
  readonly owner?: string;
  readonly tag: readonly string[];
  readonly removeBy?: string;
  readonly clientSide?: boolean;
  readonly parent?: string;
  readonly include: readonly string[];
  readonly protected?: boolean;
}

const append = (value: string, before: readonly string[]): readonly string[] => [...before, value];

/** `flagstaff create` */
export const command: CommandModule<[id: string], Options> = {
  configure(command) {
    command
      .argument('<id>', "a flag's key, or an id such as segment:staff")
      .option('--name <name>', 'a name for people')
      .option('--description <text>', 'a description for people')
      .addOption(new Option('--type <type>', 'flags: the type').choices(['boolean', 'string', 'number', 'object']))
      .option('--variant <name=value>', 'flags: a variant, its value as JSON or text; repeat it', append, [])
      .option('--default <variant>', 'flags: the variant that no rule decides')
      .option('--off <variant>', 'flags: the variant of a flag that is off')
      .option('--owner <owner>', 'flags: the person or team in charge')
      .option('--tag <tag>', 'flags: a tag; repeat it', append, [])
      .option('--remove-by <date>', 'flags: when to remove it from code and store')
      .option('--client-side', 'flags: may be sent to browsers')
      .option('--include <value>', 'segments: a member; repeat it', append, [])
      .option('--parent <key>', 'segments, environments: the parent')
      .option('--protected', 'environments: changes need a permission');
    addWriteOptions(command);
  },
  async run(context, [id], options) {
    const named = namedDocument(id);
    const set = documentOf(named.id.split(':')[0]!, named.key, options);
    const api = await context.api();
    if ((await api.find(named)) !== undefined)
      throw refused('ALREADY_EXISTS', `${named.id} exists. Nothing was written.`);
    await writeChanges(context, api, [{ set, ifVersion: 0 }], options);
    return undefined;
  },
};

/** Options by kind. Other ones are refused, rather than ignored. */
const OWN: { readonly [kind: string]: readonly (keyof Options)[] } = {
  flag: ['type', 'variant', 'default', 'off', 'owner', 'tag', 'removeBy', 'clientSide'],
  segment: ['include', 'parent'],
  environment: ['parent', 'protected'],
};

function documentOf(kind: string, key: string, options: Options): Document {
  const isGiven = (name: keyof Options): boolean => {
    const value = options[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  };
  const foreign = Object.values(OWN)
    .flat()
    .find((name) => isGiven(name) && !OWN[kind]!.includes(name));
  if (foreign !== undefined) throw wrongUse(`${flagOf(foreign)} is not an option of a ${kind}.`);
  const { name, description, tag, variant, include, ...given } = options;
  const fields: { readonly [field: string]: unknown } = {
    name,
    description,
    ...Object.fromEntries(OWN[kind]!.map((field) => [field, given[field as keyof typeof given]])),
    ...(kind === 'flag' ? { type: given.type ?? 'boolean', variants: variantsOf(variant, given.type) } : {}),
    tags: tag.length === 0 ? undefined : tag,
    include: include.length === 0 ? undefined : include,
  };
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { kind, key, ...Object.fromEntries(present) } as unknown as Document;
}

/** `removeBy` → `--remove-by` */
function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function variantsOf(given: readonly string[], type: FlagType | undefined): FlagDocument['variants'] {
  if (given.length === 0) return undefined;
  return Object.fromEntries(given.map((text) => variantOf(text, type)));
}

function variantOf(text: string, type: FlagType | undefined): readonly [name: string, value: JsonValue] {
  const at = text.indexOf('=');
  if (at < 1) throw wrongUse(`"${text}" is no variant. Use name=value.`);
  const value = text.slice(at + 1);
  return [text.slice(0, at), type === 'string' ? value : parseJson(value, `The value of "${text.slice(0, at)}"`)];
}
