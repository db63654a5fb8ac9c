import { invalidOptions } from '@flagstaff/core/storage';

/** A driver's module. Rejects with what to install when it is not there. */
export async function loadDriver<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch {
    throw invalidOptions(
      `drizzleStorage: a database of this kind needs the package ${name}, which cannot be loaded. Install it: npm install ${name}`,
    );
  }
}
