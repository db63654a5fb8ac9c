import type { LoadedConfig } from '../config/load-config.ts';
import type { Context } from '../frame/context.ts';
import { wrongUse } from '../frame/failure.ts';
import { remoteUrl } from './remote-url.ts';

/** Returns the configuration of a command that needs the storage itself. @throws {Failure} When commands are remote. */
export async function directConfig(context: Context, name: string): Promise<LoadedConfig> {
  const config = remoteUrl(context) === undefined ? await context.config() : undefined;
  if (config?.storage !== undefined) return config;
  throw wrongUse(`\`flagstaff ${name}\` needs a configuration with \`storage\`. It does not work through a server.`);
}
