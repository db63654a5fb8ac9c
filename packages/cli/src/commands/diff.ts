import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DocumentDifference } from '@flagstaff/core/management';
import { documentDifferences, formatComparison } from '@flagstaff/core/management';
import { nameOf } from '../documents/named-document.ts';
import { placeOf } from '../documents/place.ts';
import { readDocuments } from '../documents/read-input.ts';
import { readStore } from '../documents/read-store.ts';
import type { CommandModule } from '../frame/command.ts';
import type { Context } from '../frame/context.ts';
import { EXIT } from '../frame/exit.ts';
import type { ExitCode } from '../frame/exit.ts';
import { wrongUse } from '../frame/failure.ts';
import { plain, plainLines } from '../output/plain.ts';
import { shownValue } from '../output/shown-value.ts';

/** `flagstaff diff` */
export const command: CommandModule<[from: string, to: string | undefined]> = {
  configure(command) {
    command
      .argument('<from>', 'an environment, * for flags without patches, or a JSON file of documents')
      .argument('[to]', 'the environment to compare with; omit for a file, which is compared with the store');
  },
  async run(context, [from, to]) {
    if (to !== undefined) return compare(context, placeOf(from), placeOf(to));
    if (from === '-' || existsSync(resolve(context.io.cwd, from))) return compareFile(context, from);
    throw wrongUse(`There is no file ${from}. Name two environments, or a file.`);
  },
};

async function compare(
  { out, ...context }: Context,
  from: string | undefined,
  to: string | undefined,
): Promise<ExitCode> {
  const api = await context.api();
  const query = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  const { data } = await api.call('GET /compare', { query });
  out.data(data, () => plainLines(formatComparison(data)));
  return data.flags.length === 0 ? EXIT.done : EXIT.findings;
}

interface Difference {
  readonly id: string;
  readonly fields: readonly DocumentDifference[];
}

/** Compares documents of a file with those of the store. Others of the store are not compared. */
async function compareFile({ io, out, ...context }: Context, file: string): Promise<ExitCode> {
  const documents = await readDocuments(io, file);
  const { byId } = await readStore(await context.api());
  const differences = documents.flatMap((document): Difference[] => {
    const { id } = nameOf(document);
    const fields = documentDifferences(byId.get(id) ?? null, document);
    return fields.length === 0 ? [] : [{ id, fields }];
  });
  out.data(differences, () => differences.map(textOf).join('\n'));
  return differences.length === 0 ? EXIT.done : EXIT.findings;
}

function textOf({ id, fields }: Difference): string {
  const lines = fields.map(({ field, from, to }) => `  ${field}: ${shownValue(from)} → ${shownValue(to)}`);
  return [id, ...lines].map(plain).join('\n');
}
