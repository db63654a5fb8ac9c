import { dirname, resolve } from 'node:path';
import type { Api } from '../api/api.ts';
import { remoteUrl } from '../api/remote-url.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import type { Output } from '../output/output.ts';
import { createProgress } from '../output/progress.ts';
import type { Context, GlobalOptions, Listing } from './context.ts';
import type { Io } from './io.ts';

export interface ContextOptions {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly out: Output;
  readonly program: Listing;
  /** Used instead of a configuration file. */
  readonly given: LoadedConfig | undefined;
}

/** The process ends then, and with it what is still open. */
const CLOSE_MS = 100;

export type OpenContext = Context & { close(): Promise<void> };

export function createContext({ io, options, out, program, given }: ContextOptions): OpenContext {
  let config: Promise<LoadedConfig | undefined> | undefined;
  let api: Promise<Api> | undefined;
  const progress = createProgress(io, options.quiet === true);

  async function load(): Promise<LoadedConfig | undefined> {
    await readEnvFile(io, options.envFile);
    if (given !== undefined) return given;
    const { findConfig } = await import('../config/find-config.ts');
    const path = findConfig(io.cwd, options.config);
    if (path === undefined) return undefined;
    const { loadConfig } = await import('../config/load-config.ts');
    io.enter(dirname(path));
    return progress(`Loading ${path}`, loadConfig(path));
  }

  const context: OpenContext = {
    io,
    options,
    out,
    program,
    progress,
    config: () => (config ??= load()),
    async environment(option) {
      // A server named outside of the configuration has nothing to do with it.
      if (option !== undefined || remoteUrl(context) !== undefined) return option;
      return (await context.config())?.environment;
    },
    api: ({ follow = false } = {}) => (api ??= open(follow)),
    async close() {
      const opened = await api?.catch(() => undefined);
      if (opened === undefined) return;
      const { withDeadline } = await import('@flagstaff/core/storage');
      await withDeadline(opened.close(), CLOSE_MS).catch(() => undefined);
    },
  };

  async function open(follow: boolean): Promise<Api> {
    await readEnvFile(io, options.envFile);
    const [{ connect }, { withProgress }] = await Promise.all([
      import('../api/connect.ts'),
      import('../api/with-progress.ts'),
    ]);
    return withProgress(await progress('Connecting', connect(context, follow)), progress);
  }

  return context;
}

async function readEnvFile({ cwd, env }: Io, file: string | undefined): Promise<void> {
  if (file === undefined) return;
  const [{ readFile }, { parseEnv }, { wrongUse }] = await Promise.all([
    import('node:fs/promises'),
    import('node:util'),
    import('./failure.ts'),
  ]);
  const text = await readFile(resolve(cwd, file), 'utf8').catch(() => {
    throw wrongUse(`The file ${file} cannot be read.`);
  });
  for (const [name, value] of Object.entries(parseEnv(text))) env[name] ??= value;
}
