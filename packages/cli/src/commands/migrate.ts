import type { CommandModule } from '../frame/command.ts';
import { openStorage } from '../api/open-storage.ts';
import { directConfig } from '../api/direct-config.ts';

/** `flagstaff migrate` */
export const command: CommandModule = {
  configure() {},
  async run(context) {
    const storage = await openStorage(await directConfig(context, 'migrate'));
    try {
      const { migrate } = storage as { readonly migrate?: unknown };
      if (typeof migrate === 'function') {
        await (migrate.call(storage) as Promise<unknown>);
        context.out.words(`The tables of ${storage.name} are up to date.`);
      } else {
        context.out.words(`${storage.name} has no tables. Nothing to do.`);
      }
    } finally {
      await storage.close?.();
    }
    return undefined;
  },
};
