import { Option } from 'commander';
import { addCodeOptions, reportUnparsed } from '../code/options.ts';
import type { CodeOptions } from '../code/options.ts';
import { findReferences } from '../code/references.ts';
import type { Reference, References } from '../code/references.ts';
import { readSources } from '../code/source-files.ts';
import { readStore } from '../documents/read-store.ts';
import type { CommandModule } from '../frame/command.ts';
import type { Context } from '../frame/context.ts';
import { EXIT } from '../frame/exit.ts';
import type { ExitCode } from '../frame/exit.ts';
import { wrongUse } from '../frame/failure.ts';
import { plain } from '../output/plain.ts';
import { table } from '../output/table.ts';

interface Options extends CodeOptions {
  readonly all?: boolean;
  readonly failOn?: 'unknown';
}

const MAX_SHOWN = 5;

/** `flagstaff references` */
export const command: CommandModule<[flag: string | undefined, globs: readonly string[]], Options> = {
  configure(command) {
    addCodeOptions(
      command
        .argument('[flag]', 'the key of a flag; omit for all keys')
        .argument('[globs...]', 'files of code; omit for all JavaScript and TypeScript that git does not ignore')
        .option('--all', 'list all keys: every argument is a glob')
        .addOption(
          new Option('--fail-on <what>', 'exit with 1 when keys are unknown to the store').choices(['unknown']),
        ),
    );
  },
  async run(context, [flag, globs], { all = false, failOn, method = [] }) {
    const { io, out } = context;
    const first = all && flag !== undefined ? [flag] : [];
    const search = async (): Promise<References> =>
      findReferences(await readSources(io.cwd, [...first, ...globs]), method);
    const found = await context.progress('Reading the code', search());
    const { references, computed, unparsed } = found;
    reportUnparsed(out, unparsed);
    if (computed.length > 0) out.words(computedText(computed));
    if (all || flag === undefined) return listKeys(context, found.references, failOn, found);
    if (failOn !== undefined) throw wrongUse('--fail-on compares all keys. Omit the flag.');
    const own = references.filter(({ key }) => key === flag);
    const columns = [
      ['PLACE', at],
      ['METHOD', ({ method: name }: Reference) => name],
    ] as const;
    out.data({ flag, references: own, computed, unparsed }, () => (own.length === 0 ? '' : table(out, columns, own)));
    return EXIT.done;
  },
};

/** Such calls may name any flag. A program that passes keys on has many of them. */
function computedText(calls: readonly Omit<Reference, 'key'>[]): string {
  const rest = calls.length - MAX_SHOWN;
  const shown = calls.slice(0, MAX_SHOWN).map(at).join(', ');
  return `Calls with a computed key: ${shown}${rest > 0 ? `, and ${rest} more (see --json)` : ''}`;
}

function at({ file, line, column }: Omit<Reference, 'key'>): string {
  return `${plain(file)}:${line}:${column}`;
}

interface Key {
  readonly key: string;
  readonly calls: number;
  /** Undefined when there is no store to compare with. */
  readonly known: boolean | undefined;
  readonly references: readonly Reference[];
}

async function listKeys(
  context: Context,
  references: readonly Reference[],
  failOn: Options['failOn'],
  rest: object,
): Promise<ExitCode> {
  const { out } = context;
  const known = await knownKeys(context, failOn !== undefined);
  const keys = [...new Set(references.map(({ key }) => key))].toSorted().map((key): Key => {
    const own = references.filter((each) => each.key === key);
    return { key, calls: own.length, known: known?.has(key), references: own };
  });
  const columns = [
    ['KEY', ({ key }: Key) => key],
    ['CALLS', ({ calls }: Key) => String(calls)],
    ['STORE', ({ known: isKnown }: Key) => (isKnown === undefined ? '' : isKnown ? 'known' : 'unknown')],
    ['FIRST', ({ references: [one] }: Key) => at(one!)],
  ] as const;
  out.data({ ...rest, references: undefined, keys }, () => (keys.length === 0 ? '' : table(out, columns, keys)));
  return failOn !== undefined && keys.some((each) => each.known === false) ? EXIT.findings : EXIT.done;
}

/** Returns the keys of the store. Undefined when none is configured and none is needed. */
async function knownKeys(context: Context, isNeeded: boolean): Promise<ReadonlySet<string> | undefined> {
  const { options, io } = context;
  const hasUrl = (options.url ?? io.env['FLAGSTAFF_URL'] ?? '') !== '';
  if (!isNeeded && !hasUrl && (await context.config()) === undefined) return undefined;
  const { documents } = await readStore(await context.api());
  return new Set(documents.filter(({ kind }) => kind === 'flag').map(({ key }) => key));
}
