import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { variantsOf } from '@flagstaff/core/management';
import { addCodeOptions, reportUnparsed } from '../code/options.ts';
import type { CodeOptions } from '../code/options.ts';
import { findReferences } from '../code/references.ts';
import type { References } from '../code/references.ts';
import type { Settled } from '../code/removal/call-value.ts';
import { removeFlag } from '../code/removal/remove-flag.ts';
import { readSources } from '../code/source-files.ts';
import type { SourceCode } from '../code/source-files.ts';
import { readFlag } from '../documents/find-flag.ts';
import type { CommandModule } from '../frame/command.ts';
import type { Context } from '../frame/context.ts';
import { wrongUse } from '../frame/failure.ts';
import { counted } from '../output/counted.ts';
import { plain } from '../output/plain.ts';
import { unifiedDiff } from '../output/unified-diff.ts';

interface Options extends CodeOptions {
  readonly variant: string;
  readonly write?: boolean;
}

/** `flagstaff remove` */
export const command: CommandModule<[flag: string, globs: readonly string[]], Options> = {
  configure(command) {
    addCodeOptions(
      command
        .argument('<flag>', 'the key of a flag')
        .argument('[globs...]', 'files of code; omit for all JavaScript and TypeScript that git does not ignore')
        .requiredOption('--variant <variant>', 'what the flag serves from now on')
        .option('--write', 'change the files, instead of printing a patch'),
    );
  },
  async run(context, [key, globs], { variant, write = false, method = [] }) {
    const { io, out } = context;
    const flag = await settle(context, key, variant);
    const search = async (): Promise<References & { readonly sources: readonly SourceCode[] }> => {
      const sources = await readSources(io.cwd, globs);
      return { sources, ...(await findReferences(sources, method)) };
    };
    const { sources, references, unparsed } = await context.progress('Reading the code', search());
    reportUnparsed(out, unparsed);
    const named = new Set(references.filter((each) => each.key === flag.key).map(({ file }) => file));
    const removals = sources
      .filter(({ file }) => named.has(file))
      .map(({ file, text }) => ({ file, before: text, ...removeFlag(file, text, flag, method) }));
    const changed = removals.filter(({ before, text }) => before !== text);
    const patch = changed.map(({ file, before, text }) => unifiedDiff(file, before, text)).join('');
    const left = removals.flatMap(({ file, left: calls }) => calls.map((call) => ({ file, ...call })));
    if (write) for (const { file, text } of changed) await writeFile(resolve(io.cwd, file), text);
    const replaced = removals.reduce((sum, each) => sum + each.replaced, 0);
    out.data({ flag: flag.key, variant, replaced, left, unparsed, patch }, () => (write ? '' : patch.trimEnd()));
    for (const { file, line, column, method: name, reason } of left) {
      out.words(`${plain(file)}:${line}:${column}: ${name} stays: ${reason}`);
    }
    const [calls, files] = [counted(replaced, 'call'), counted(changed.length, 'file')];
    out.words(`${write ? 'Replaced' : 'Would replace'} ${calls} in ${files}; ${left.length} left.`);
    return undefined;
  },
};

async function settle(context: Context, key: string, variant: string): Promise<Settled> {
  const flag = await readFlag(await context.api(), key);
  const { variants } = variantsOf(flag);
  const value = Object.hasOwn(variants, variant) ? variants[variant] : undefined;
  if (value !== undefined) return { key: flag.key, type: flag.type, variant, value };
  throw wrongUse(`${flag.key} has no variant ${variant}. Use one of: ${Object.keys(variants).join(', ')}.`);
}
