import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Returns options for `pnpm install` that keep `node_modules`. pnpm removes one that came from another store, such as that of another
 * HOME, so the install keeps to the store of the first. Where pnpm would remove it nevertheless, it fails: another process may run
 * from there.
 *
 * @throws when `node_modules` came from a store that this user cannot write to.
 */
export function keepModules(root) {
  const store = recordedStore(root);
  return ['--config.confirm-modules-purge=true', ...(store === undefined ? [] : [`--store-dir=${store}`])];
}

/** Returns the store that `node_modules` came from. Undefined for the default, before the first install. */
function recordedStore(root) {
  let state;
  try {
    state = readFileSync(join(root, 'node_modules', '.modules.yaml'), 'utf8');
  } catch {
    return undefined;
  }
  const [, json] = /"storeDir": ("(?:[^"\\]|\\.)*")/.exec(state) ?? [];
  if (json === undefined) return undefined;
  // pnpm adds the version of its format, such as `v10`.
  const store = dirname(JSON.parse(json));
  if (isWritable(store)) return store;
  throw new Error(
    `node_modules was installed from ${store}, which this user cannot write to. Delete node_modules, and run this again.`,
  );
}

/** Whether a folder can be written to, or be created. */
function isWritable(path) {
  let existing = path;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK);
    return statSync(existing).isDirectory();
  } catch {
    return false;
  }
}
