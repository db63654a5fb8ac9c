import { invalidOptions } from '@flagstaff/core/storage';

/** Imports a driver. Rejects with installation instructions when it is missing. */
export async function loadDriver<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch {
    throw invalidOptions(
      `drizzleStorage: this database needs the package ${name}, which cannot be loaded. Install it: npm install ${name}`,
    );
  }
}
