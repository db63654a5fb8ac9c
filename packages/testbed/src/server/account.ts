import { chown, readFile } from 'node:fs/promises';

/** The account that runs a server. Undefined for the current user. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Servers that refuse to run as root run as the first of these users that exists. Undefined when the current user is not root.
 */
export async function accountFor(...names: readonly string[]): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const name of names) {
    const user = users.find(([known]) => known === name);
    if (user !== undefined) return { uid: Number(user[2]), gid: Number(user[3]) };
  }
  throw new Error(`None of the users ${names.join(', ')} exists, and this server does not run as root.`);
}

/** Changes the owner of a folder to the account. */
export async function give(folder: string, account: Account | undefined): Promise<void> {
  if (account !== undefined) await chown(folder, account.uid, account.gid);
}
