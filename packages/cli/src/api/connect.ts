import type { LoadedConfig } from '../config/load-config.ts';
import type { Context } from '../frame/context.ts';
import { wrongUse } from '../frame/failure.ts';
import { actorOf } from './actor.ts';
import type { Api } from './api.ts';
import { connectRemotely } from './remote.ts';
import { remoteUrl } from './remote-url.ts';

/** Connects to the server of `--url` or `FLAGSTAFF_URL`, or as the configuration says. */
export async function connect(context: Pick<Context, 'io' | 'options' | 'config'>, follow: boolean): Promise<Api> {
  const { io, options } = context;
  const config = remoteUrl(context) === undefined ? await context.config() : undefined;
  const url = remoteUrl(context) ?? config?.url;
  if (url !== undefined) {
    if (options.actor !== undefined) throw wrongUse('The server names the actor by its key. Omit --actor.');
    return connectRemotely({ url, key: options.key ?? (io.env['FLAGSTAFF_KEY'] || undefined) });
  }
  const { connectDirectly } = await import('./direct.ts');
  return connectDirectly({ config: required(config), actor: once(() => actorOf(context)), follow });
}

function required(config: LoadedConfig | undefined): LoadedConfig {
  if (config !== undefined) return config;
  throw wrongUse('There is no flagstaff.config.ts here or above. Run `flagstaff init`, or pass --url.');
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
