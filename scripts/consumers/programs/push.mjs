// Runs `drizzle-kit push` on migrated tables of every dialect, as an application of the folder does. Prints problems.
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { drizzleStorage } from '@flagstaff/drizzle';
import mysql from 'mysql2/promise';
import postgres from 'postgres';

const { env } = process;
const NAME = `push_${process.pid}`;

/** Each creates a database of its own, and resolves to its URL and to what drops it. */
const DATABASES = {
  async postgresql() {
    const url = env.FLAGSTAFF_TEST_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres';
    const sql = postgres(url, { max: 1, onnotice: () => undefined });
    await sql.unsafe(`CREATE DATABASE ${NAME}`);
    const drop = () => sql.unsafe(`DROP DATABASE ${NAME} WITH (FORCE)`).then(() => sql.end());
    return { url: named(url), drop };
  },
  async mysql() {
    const url = env.FLAGSTAFF_TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/mysql';
    const connection = await mysql.createConnection(url);
    // The worst default of real servers: the tables must declare what they need.
    await connection.query(`CREATE DATABASE ${NAME} CHARACTER SET latin1`);
    const drop = () => connection.query(`DROP DATABASE ${NAME}`).then(() => connection.end());
    return { url: named(url), drop };
  },
  sqlite: async () => ({ url: `file:${join(process.cwd(), `${NAME}.db`)}`, drop: () => undefined }),
};
const DOORS = { postgresql: 'pg', mysql: 'mysql', sqlite: 'sqlite' };

function named(url) {
  return Object.assign(new URL(url), { pathname: `/${NAME}` }).href;
}

async function push(dialect, url) {
  const folder = join(process.cwd(), `push-${dialect}`);
  await mkdir(folder);
  const schema = `export { flagstaffMeta, flagstaffDocuments, flagstaffLog, flagstaffChanges, flagstaffMembers } from '@flagstaff/drizzle/${DOORS[dialect]}';\n`;
  const config = { dialect, schema: join(folder, 'schema.ts'), dbCredentials: { url }, tablesFilter: ['flagstaff_*'] };
  await writeFile(join(folder, 'schema.ts'), schema);
  await writeFile(join(folder, 'drizzle.config.ts'), `export default ${JSON.stringify(config)};\n`);
  const bin = join('node_modules', 'drizzle-kit', 'bin.cjs');
  const args = [bin, 'push', '--config', join(folder, 'drizzle.config.ts')];
  // It asks on standard input before it changes what holds data.
  const running = promisify(execFile)(process.execPath, args, { timeout: 60_000 });
  running.child.stdin?.end();
  const { stdout } = await running.catch((error) => error);
  return stdout;
}

const problems = [];
for (const [dialect, create] of Object.entries(DATABASES)) {
  const { url, drop } = await create();
  const storage = drizzleStorage({ url });
  try {
    await storage.migrate();
    await storage.set({ kind: 'flag', key: 'a', type: 'boolean' });
    await storage.changeMembers('vip', { type: 'add', members: ['ada'] });
    const content = async () => JSON.stringify([await storage.snapshot(), await storage.history()]);
    const before = await content();
    const printed = await push(dialect, url);
    if (!printed.includes('No changes detected')) problems.push(`drizzle-kit push on ${dialect} says: ${printed}`);
    if ((await content()) !== before) problems.push(`drizzle-kit push changes the content on ${dialect}`);
  } finally {
    await storage.close();
    await drop();
  }
}
console.log(JSON.stringify(problems));
