/** The dependencies of a project, by name. */
type Dependencies = { readonly [name: string]: string };

interface Store {
  readonly package: string;
  readonly drivers: readonly string[];
  readonly config: string;
}

interface Framework {
  readonly package: string;
  readonly name: string;
  readonly middleware: string;
}

const SQL = (url: string): string => `import { defineConfig } from '@flagstaff/cli';
import { drizzleStorage } from '@flagstaff/drizzle';

export default defineConfig({
  storage: () => drizzleStorage({ url: process.env.DATABASE_URL ?? '${url}' }),
});
`;

/** Stores by the drivers that projects have, the most telling first. */
const STORES: readonly Store[] = [
  { package: '@flagstaff/drizzle', drivers: ['postgres', 'pg'], config: SQL('postgres://localhost:5432/app') },
  { package: '@flagstaff/drizzle', drivers: ['mysql2'], config: SQL('mysql://localhost:3306/app') },
  { package: '@flagstaff/drizzle', drivers: ['@libsql/client', 'better-sqlite3'], config: SQL('file:app.db') },
  {
    package: '@flagstaff/redis',
    drivers: ['redis', 'ioredis'],
    config: `import { defineConfig } from '@flagstaff/cli';
import { redisStorage } from '@flagstaff/redis';

export default defineConfig({
  storage: () => redisStorage({ url: process.env.REDIS_URL ?? 'redis://localhost:6379' }),
});
`,
  },
];

/** For a project without a database. */
const FILE: Store = {
  package: '@flagstaff/memory',
  drivers: [],
  config: `import { defineConfig } from '@flagstaff/cli';
import { fileStorage } from '@flagstaff/memory/file';

export default defineConfig({
  storage: () => fileStorage({ path: 'flags.json' }),
});
`,
};

const CONTEXT = "context: (req) => ({ targetingKey: req.get('x-user') })";
const FRAMEWORKS: readonly Framework[] = [
  { name: 'express', package: '@flagstaff/express', middleware: `app.use(flags(flagstaff, { ${CONTEXT} }));` },
  {
    name: 'fastify',
    package: '@flagstaff/fastify',
    middleware:
      "await app.register(flags(flagstaff, { context: (request) => ({ targetingKey: request.headers['x-user'] }) }));",
  },
  {
    name: 'koa',
    package: '@flagstaff/koa',
    middleware: `app.use(flags(flagstaff, { ${CONTEXT.replace('(req)', '(ctx)').replace('req.get', 'ctx.get')} }));`,
  },
  {
    name: 'hono',
    package: '@flagstaff/hono',
    middleware: "app.use(flags(flagstaff, { context: (c) => ({ targetingKey: c.req.header('x-user') }) }));",
  },
];

/** Returns the store that fits the drivers of a project: a file without any. */
export function storeOf(dependencies: Dependencies): Store & { readonly missing: boolean } {
  const has = (name: string): boolean => Object.hasOwn(dependencies, name);
  const store = STORES.find(({ drivers }) => drivers.some(has)) ?? FILE;
  return { ...store, missing: !has(store.package) };
}

/** Returns the framework of a project. Undefined when it has none that is known. */
export function frameworkOf(dependencies: Dependencies): (Framework & { readonly missing: boolean }) | undefined {
  const found = FRAMEWORKS.find(({ name }) => Object.hasOwn(dependencies, name));
  return found && { ...found, missing: !Object.hasOwn(dependencies, found.package) };
}

/** What `flagstaff init` writes and says. */
export interface Setup {
  readonly config: string;
  /** Undefined when everything is installed. */
  readonly install: string | undefined;
  readonly middleware: string;
}

export function setupOf(store: ReturnType<typeof storeOf>, framework: ReturnType<typeof frameworkOf>): Setup {
  const missing = [store, framework].flatMap((each) => (each?.missing === true ? [each.package] : []));
  const use =
    framework === undefined
      ? "flagstaff.forContext({ targetingKey: userId }).isEnabled('new-checkout');"
      : `import { flags } from '${framework.package}';\n${framework.middleware}`;
  return {
    config: store.config,
    install: missing.length === 0 ? undefined : `npm install ${missing.join(' ')}`,
    middleware: `import config from './flagstaff.config';\nconst flagstaff = createFlagstaff({ storage: config.storage() });\n${use}`,
  };
}
