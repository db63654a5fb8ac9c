// Runs the `flagstaff` command of the installed packages with npx on every store and through a server, once with each Node whose folder
// is an argument. Prints problems. The stores are tables, keys and a file of its own, removed at the end.
import { execFile } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { admin, roleKeys } from '@flagstaff/admin';
import { createFlagstaff } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { expressHandler } from '@flagstaff/http/node';
import mysql from 'mysql2/promise';
import postgres from 'postgres';
import { createClient } from 'redis';

const { env } = process;
const URLS = {
  redis: env.FLAGSTAFF_TEST_REDIS_URL ?? 'redis://127.0.0.1:6379',
  postgres: env.FLAGSTAFF_TEST_POSTGRES_URL ?? 'postgres://postgres:postgres@127.0.0.1:5432/postgres',
  mysql: env.FLAGSTAFF_TEST_MYSQL_URL ?? 'mysql://root@127.0.0.1:3306/mysql',
};
const NAME = `pack_${process.pid}_`;
const TABLES = ['meta', 'documents', 'log', 'changes', 'members'].map((table) => NAME + table);
const KEY = 'key-of-the-check-of-packed-packages';
const SECRET = 'a-password-that-no-output-has';
const FOLDER = process.cwd();

const drizzle = (url) => `import { drizzleStorage } from '@flagstaff/drizzle';
export default { storage: () => drizzleStorage({ url: ${JSON.stringify(url)}, tablePrefix: '${NAME}' }) };`;

/** Each with its configuration and what removes it; a server is given by variables instead. */
const STORES = {
  sqlite: { config: drizzle(`file:${join(FOLDER, 'stores.db')}`) },
  postgres: {
    config: drizzle(URLS.postgres),
    async remove() {
      const sql = postgres(URLS.postgres, { onnotice: () => undefined });
      await sql.unsafe(`drop table if exists ${TABLES.join(', ')} cascade`);
      await sql.end();
    },
  },
  mysql: {
    config: drizzle(URLS.mysql),
    async remove() {
      const connection = await mysql.createConnection(URLS.mysql);
      await connection.query(`drop table if exists ${TABLES.join(', ')}`);
      await connection.end();
    },
  },
  redis: {
    config: `import { redisStorage } from '@flagstaff/redis';
export default { storage: () => redisStorage({ url: ${JSON.stringify(URLS.redis)}, prefix: '${NAME}:' }) };`,
    async remove() {
      const client = await createClient({ url: URLS.redis }).connect();
      for await (const keys of client.scanIterator({ MATCH: `*${NAME}:*`, COUNT: 1_000 }))
        if (keys.length > 0) await client.del(keys);
      client.destroy();
    },
  },
  http: { variables: { FLAGSTAFF_URL: await serve(), FLAGSTAFF_KEY: KEY } },
};

/** Returns the configuration of a login that the server refuses. */
function refused({ config }) {
  return Object.values(URLS).reduce((text, url) => {
    const wrong = new URL(url);
    [wrong.username, wrong.password] = ['unknown', SECRET];
    return text.replaceAll(JSON.stringify(url), JSON.stringify(wrong.href));
  }, config);
}

async function serve() {
  const flagstaff = createFlagstaff({ storage: createMemoryStorage() });
  const authorize = roleKeys({ [KEY]: { actor: 'ci', roles: 'admin' } });
  const handle = expressHandler(admin(flagstaff, { basePath: '/admin/flags', authorize }));
  const server = createServer((req, res) => handle(req, res, () => res.writeHead(404).end()));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return `http://127.0.0.1:${server.address().port}/admin/flags`;
}

async function commandsOf(name, { config, variables = {} }) {
  const cwd = join(FOLDER, 'stores', name);
  await mkdir(cwd, { recursive: true });
  await writeFile(join(cwd, 'package.json'), '{ "private": true }');
  await writeFile(join(cwd, 'flags.json'), JSON.stringify([{ kind: 'flag', key: 'new-checkout', type: 'boolean' }]));
  if (config !== undefined) await writeFile(join(cwd, 'flagstaff.config.mjs'), config);
  await symlink(join(FOLDER, 'node_modules'), join(cwd, 'node_modules'), 'junction');
  const run = async (node, ...argv) => {
    const path = [join(cwd, 'node_modules', '.bin'), node, env.PATH].join(delimiter);
    const { stdout } = await promisify(execFile)('npx', ['--no', '--', 'flagstaff', ...argv], {
      cwd,
      env: { ...env, ...variables, PATH: path, FLAGSTAFF_ACTOR: 'ada' },
      timeout: 120_000,
    });
    return stdout;
  };
  return { run, writeConfig: (text) => writeFile(join(cwd, 'flagstaff.config.mjs'), text) };
}

/** Runs commands with a login that is refused: they exit with 4, and print no password. */
async function tryToLogIn({ run, writeConfig }, store, node) {
  await writeConfig(refused(store));
  for (const argv of [['list'], ['doctor', '--json'], ['off', 'new-checkout', '--yes', '--json']]) {
    const { code, stdout, stderr } = await run(node, ...argv).then(
      () => ({ code: 0 }),
      (error) => error,
    );
    expect(`\`${argv[0]}\` exits with ${code} when the login is refused`, code === 4);
    expect(`\`${argv[0]}\` prints the password`, !`${stdout}${stderr}`.includes(SECRET));
  }
}

const problems = [];
const expect = (what, is) => {
  if (!is) throw new Error(what);
};

for (const [name, store] of Object.entries(STORES)) {
  try {
    const commands = await commandsOf(name, store);
    const flagstaff = commands.run;
    for (const [at, node] of process.argv.slice(2).entries()) {
      if (store.config?.includes('drizzle')) await flagstaff(node, 'migrate');
      await flagstaff(node, 'set', 'flags.json', '--yes');
      await flagstaff(node, at % 2 === 0 ? 'off' : 'on', 'new-checkout', '--yes');
      const { items } = JSON.parse(await flagstaff(node, 'list', '--json'));
      expect('`list` does not show the flag', items.length === 1 && items[0].key === 'new-checkout');
      const history = JSON.parse(await flagstaff(node, 'history', '--json')).items;
      expect('`history` does not show the writes', history.length >= 2);
    }
    if (store.remove !== undefined) await tryToLogIn(commands, store, process.argv[2]);
  } catch (error) {
    problems.push(`npx flagstaff does not work on ${name}: ${error.message}${error.stderr ?? ''}`);
  } finally {
    await store.remove?.().catch((error) => problems.push(`${name} cannot be cleaned: ${error.message}`));
  }
}
await rm(join(FOLDER, 'stores'), { recursive: true, force: true });
console.log(JSON.stringify(problems));
process.exit();
