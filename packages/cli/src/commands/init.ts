import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findConfig } from '../config/find-config.ts';
import type { CommandModule } from '../frame/command.ts';
import { refused, wrongUse } from '../frame/failure.ts';
import { frameworkOf, setupOf, storeOf } from '../setup/detect.ts';
import { confirm } from '../writing/confirm.ts';

interface Options {
  readonly yes?: boolean;
}

/** `flagstaff init` */
export const command: CommandModule<[], Options> = {
  configure(command) {
    command.option('-y, --yes', 'write without a question');
  },
  async run(context, _args, { yes = false }) {
    const { io, out } = context;
    if (context.options.url !== undefined)
      throw wrongUse('`flagstaff init` prepares this folder. It does not work through a server.');
    const manifest = await readManifest(io.cwd);
    const found = findConfig(io.cwd, undefined);
    if (found !== undefined) throw refused('ALREADY_EXISTS', `${found} exists. Nothing was written.`);
    const setup = setupOf(storeOf(manifest), frameworkOf(manifest));
    const isTyped = existsSync(join(io.cwd, 'tsconfig.json'));
    const file = `flagstaff.config.${isTyped ? 'ts' : 'mjs'}`;
    const others = [setup.file].flatMap((each) => (each && !existsSync(join(io.cwd, each.name)) ? [each] : []));
    out.words(`${file}:\n\n${setup.config}`);
    for (const { name, text } of others) out.words(`${name}:\n\n${text}`);
    if (setup.install !== undefined) out.words(`Install: ${setup.install}`);
    out.words(`In your app:\n\n${setup.middleware}`);
    const written = [{ name: file, text: setup.config }, ...others];
    const names = written.map(({ name }) => name);
    await confirm(context, `Write ${names.join(' and ')}?`, yes);
    for (const { name, text } of written) await writeFile(join(io.cwd, name), text, { flag: 'wx' });
    out.data({ files: names }, () => names.join('\n'));
    return undefined;
  },
};

async function readManifest(cwd: string): Promise<{ readonly [name: string]: string }> {
  try {
    const { dependencies, devDependencies } = JSON.parse(await readFile(join(cwd, 'package.json'), 'utf8')) as {
      readonly dependencies?: object;
      readonly devDependencies?: object;
    };
    return { ...devDependencies, ...dependencies };
  } catch {
    throw wrongUse('There is no package.json here. Run `flagstaff init` in the folder of your project.');
  }
}
