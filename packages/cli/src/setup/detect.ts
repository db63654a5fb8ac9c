/** The dependencies of a project, by name. */
type Dependencies = { readonly [name: string]: string };

interface Store {
  readonly package: string;
  readonly drivers: readonly string[];
  /** The entry point, its factory, and the options as code. */
  readonly from: string;
  readonly factory: string;
  readonly options: string;
  /** A file that the store needs, with what it holds at first. */
  readonly file?: { readonly name: string; readonly text: string };
}

interface Framework {
  readonly package: string;
  readonly name: string;
  readonly middleware: string;
}

const DRIZZLE = { package: '@flagstaff/drizzle', from: '@flagstaff/drizzle', factory: 'drizzleStorage' } as const;

/** Stores by the drivers that projects have, the most telling first. */
const STORES: readonly Store[] = [
  { ...DRIZZLE, drivers: ['postgres', 'pg'], options: urlOf('DATABASE_URL', 'postgres://localhost:5432/app') },
  { ...DRIZZLE, drivers: ['mysql2'], options: urlOf('DATABASE_URL', 'mysql://localhost:3306/app') },
  { ...DRIZZLE, drivers: ['@libsql/client', 'better-sqlite3'], options: urlOf('DATABASE_URL', 'file:app.db') },
  {
    package: '@flagstaff/redis',
    from: '@flagstaff/redis',
    factory: 'redisStorage',
    drivers: ['redis', 'ioredis'],
    options: urlOf('REDIS_URL', 'redis://localhost:6379'),
  },
];

/** For a project without a database. */
const FILE: Store = {
  package: '@flagstaff/memory',
  from: '@flagstaff/memory/file',
  factory: 'fileStorage',
  drivers: [],
  options: "{ path: 'flags.json' }",
  file: { name: 'flags.json', text: '[]\n' },
};

function urlOf(variable: string, url: string): string {
  return `{ url: process.env.${variable} ?? '${url}' }`;
}

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
  /** A file beside the configuration. Undefined when the store needs none. */
  readonly file: Store['file'];
  /** Undefined when everything is installed. */
  readonly install: string | undefined;
  readonly middleware: string;
}

export function setupOf(store: ReturnType<typeof storeOf>, framework: ReturnType<typeof frameworkOf>): Setup {
  const missing = [store, framework].flatMap((each) => (each?.missing === true ? [each.package] : []));
  const storage = `${store.factory}(${store.options})`;
  const importStorage = `import { ${store.factory} } from '${store.from}';`;
  return {
    config: `import { defineConfig } from '@flagstaff/cli';
${importStorage}

export default defineConfig({
  storage: () => ${storage},
});
`,
    file: store.file,
    install: missing.length === 0 ? undefined : `npm install ${missing.join(' ')}`,
    middleware: [
      "import { createFlagstaff } from '@flagstaff/core';",
      importStorage,
      ...(framework === undefined ? [] : [`import { flags } from '${framework.package}';`]),
      '',
      `const storage = ${storage};`,
      'const flagstaff = createFlagstaff({ storage });',
      framework?.middleware ?? "flagstaff.forContext({ targetingKey: userId }).isEnabled('new-checkout');",
    ].join('\n'),
  };
}
