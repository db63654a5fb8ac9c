import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import request from 'supertest';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

const EXAMPLE = fileURLToPath(new URL('.', import.meta.url));
const EXAMPLE_FLAGS = join(EXAMPLE, 'flags.example.json');
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
/** Each test starts processes, and one alone takes many seconds on a busy machine. */
vi.setConfig({ testTimeout: 120_000 });
const PATIENCE = { timeout: 30_000, interval: 50 };

/** The example as a process of its own, as `npm start` runs it, on ports that are free. */
interface Running {
  readonly child: ChildProcess;
  readonly urls: readonly string[];
  output(): string;
}

let folder: string;
let flagsFile: string;
let database: string;
const children: ChildProcess[] = [];

// Does nothing where the build is up to date.
beforeAll(() => promisify(execFile)(process.execPath, [TSC, '-b', join(EXAMPLE, 'tsconfig.build.json')]), 120_000);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flagstaff-three-'));
  flagsFile = join(folder, 'flags.json');
  database = join(folder, 'data', 'flags.sqlite');
  await cp(EXAMPLE_FLAGS, flagsFile);
});

afterEach(async () => {
  for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

function launch(environment: NodeJS.ProcessEnv = {}): { child: ChildProcess; output: () => string } {
  const ports = { EXPRESS_PORT: '0', KOA_PORT: '0', HONO_PORT: '0' };
  const child = spawn(process.execPath, [join(EXAMPLE, 'dist', 'main.js')], {
    env: { ...process.env, ...ports, FLAGS_FILE: flagsFile, FLAGS_DATABASE: database, ...environment },
  });
  children.push(child);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: () => text };
}

async function start(environment?: NodeJS.ProcessEnv): Promise<Running> {
  const { child, output } = launch(environment);
  await new Promise<void>((resolve, reject) => {
    child.stdout?.on('data', () => {
      if (output().includes('Press Ctrl-C to stop.')) resolve();
    });
    child.once('close', (code) => reject(new Error(`It ended with ${code}: ${output()}`)));
  });
  const [line] = /^One set of flags.*$/m.exec(output()) ?? [''];
  const urls = line.match(/http:\/\/localhost:\d+/g) ?? [];
  expect(urls).toHaveLength(3);
  return { child, urls, output };
}

/** What the three say, without saying who they are: the same, or this fails. */
async function answer({ urls }: Running, path: string): Promise<unknown> {
  const answers = await Promise.all(urls.map(async (url) => (await request(url).get(path).expect(200)).body as object));
  expect(answers).toMatchObject([{ framework: 'Express' }, { framework: 'Koa' }, { framework: 'Hono' }]);
  const [first, ...others] = answers.map((each) => ({ ...each, framework: 'any' }));
  for (const other of others) expect(other).toEqual(first);
  return first;
}

async function edit(change: (text: string) => string): Promise<void> {
  const text = await readFile(flagsFile, 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  await writeFile(flagsFile, changed);
}

const release = (text: string): string => text.replace('"status": "inactive"', '"status": "active"');

/** Runs the other program, and resolves to what it prints. */
async function changeFlag(...args: string[]): Promise<string> {
  const program = join(EXAMPLE, 'dist', 'change-flag.js');
  const env = { ...process.env, FLAGS_DATABASE: database };
  return (await promisify(execFile)(process.execPath, [program, ...args], { env })).stdout;
}

describe('three frameworks', () => {
  it('give the same answers', async () => {
    const example = await start();
    expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'classic', search: 'usual', discount: 0 });
    expect(await answer(example, '/?user=ada&plan=pro')).toMatchObject({ discount: 10 });
    expect(await answer(example, '/?user=ada&plan=pro&country=NL')).toMatchObject({ discount: 25 });
    const buttons = new Set<unknown>();
    const searches = new Set<unknown>();
    for (let n = 0; n < 30; n += 1) {
      const page = (await answer(example, `/?user=user-${n}`)) as { button: string; search: string };
      buttons.add(page.button);
      searches.add(page.search);
    }
    expect(buttons).toEqual(new Set(['blue', 'green', 'orange']));
    expect(searches).toEqual(new Set(['faster', 'usual']));
  });

  it('guard a route, and say why', async () => {
    const example = await start();
    await answer(example, '/beta?user=ada');
    for (const url of example.urls) {
      expect((await request(url).get('/beta?user=bob')).status).toBe(404);
      const { body } = await request(url).get('/why?user=ada&plan=pro').expect(200);
      expect(body).toMatchObject({
        'new-checkout': { value: false, reason: 'DISABLED' },
        discount: { value: 10, variant: 'loyal', reason: 'TARGETING_MATCH' },
        button: { reason: 'SPLIT' },
      });
    }
  });
});

describe.each(['sqlite', 'file'] as const)('three frameworks, flags in store %s', (store) => {
  it('change their answers when the file is edited, without a restart', async () => {
    const example = await start({ FLAGS_STORE: store });
    expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'classic' });
    await edit(release);
    await vi.waitFor(
      async () => expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'new' }),
      PATIENCE,
    );
    await vi.waitFor(() => expect(example.output()).toContain('changed: flag:new-checkout'), PATIENCE);
  });

  it('keep their answers while the file is broken, report the place once, and follow again when it is fixed', async () => {
    const example = await start({ FLAGS_STORE: store });
    await edit((text) => text.replace('"status": "inactive"', '"status": "inactive" oops'));
    const fault = `${flagsFile} is not JSON: line 10, column 28`;
    await vi.waitFor(() => expect(example.output()).toContain(fault), PATIENCE);
    expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'classic' });

    await edit((text) => release(text.replace(' oops', '')));
    await vi.waitFor(
      async () => expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'new' }),
      PATIENCE,
    );
    await vi.waitFor(() => expect(example.output()).toContain('recovered'), PATIENCE);
    expect(example.output().split(fault)).toHaveLength(2);
  });

  it('keep a flag that an edit makes invalid, say where, and take all others', async () => {
    const example = await start({ FLAGS_STORE: store });
    await edit((text) => release(text).replace('"percentage": 20', '"percentage": 200'));
    await vi.waitFor(() => expect(example.output()).toContain('$.rules[0].rollout.percentage'), PATIENCE);
    expect(example.output()).toContain('flag:faster-search');
    // The fault is reported when the file is read; the other documents are written afterwards.
    await vi.waitFor(
      async () => expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'new', search: 'usual' }),
      PATIENCE,
    );
  });

  it('leave out a new document that is not valid, and take all others, at the start too', async () => {
    const added = ', { "kind": "flag", "key": "added", "type": "boolean", "default": "maybe" }';
    await edit((text) => text.replace(/\n {2}\]\n\}\s*$/, `${added}\n]}`));
    const example = await start({ FLAGS_STORE: store });
    await vi.waitFor(() => expect(example.output()).toContain('flag:added'), PATIENCE);
    expect(await answer(example, '/?user=ada&plan=pro')).toMatchObject({ discount: 10 });

    await edit((text) => release(text).replace('"added"', '"another"'));
    await vi.waitFor(
      async () => expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'new' }),
      PATIENCE,
    );
    expect(example.output()).toContain('flag:another');
  });

  it('start with the defaults of the program if the file is broken, and follow when it is fixed', async () => {
    await edit((text) => text.slice(0, -5));
    const example = await start({ FLAGS_STORE: store });
    expect(example.output()).toContain('is not JSON: line');
    expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'classic', button: 'blue' });
    await writeFile(flagsFile, release(await readFile(EXAMPLE_FLAGS, 'utf8')));
    await vi.waitFor(
      async () => expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'new' }),
      PATIENCE,
    );
  });
});

describe('a database that processes share', () => {
  it('brings a change that another process made to all three, without a restart', async () => {
    const example = await start();
    expect(await changeFlag('new-checkout', 'on')).toContain('new-checkout serves on by default now (version 2)');
    await vi.waitFor(
      async () => expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'new' }),
      PATIENCE,
    );
    await vi.waitFor(() => expect(example.output()).toContain('changed: flag:new-checkout'), PATIENCE);
  });

  it('keeps what others changed over a restart, and takes what was edited in the file meanwhile', async () => {
    const first = await start();
    await changeFlag('new-checkout', 'on');
    first.child.kill('SIGINT');
    await once(first.child, 'exit');
    await edit((text) => text.replace('"percentage": 20', '"percentage": 100'));

    const second = await start();
    expect(await answer(second, '/?user=ada')).toMatchObject({ checkout: 'new', search: 'faster' });
  });

  it('lets the last write win', async () => {
    const example = await start();
    await edit(release);
    await vi.waitFor(
      async () => expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'new' }),
      PATIENCE,
    );
    await changeFlag('new-checkout', 'off');
    await vi.waitFor(
      async () => expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'classic' }),
      PATIENCE,
    );
  });

  it('lets go of a flag that the file lets go of', async () => {
    const example = await start();
    await edit((text) => {
      const { documents, ...beside } = JSON.parse(text) as { documents: { key: string }[] };
      return JSON.stringify({ ...beside, documents: documents.filter(({ key }) => key !== 'discount') });
    });
    await vi.waitFor(
      async () => expect((await request(example.urls[0]!).get('/why').expect(200)).body).not.toHaveProperty('discount'),
      PATIENCE,
    );
  });

  it('refuses to change what is not there', async () => {
    await start();
    for (const args of [['nothing', 'on'], ['new-checkout', 'maybe'], []]) {
      await expect(changeFlag(...args)).rejects.toMatchObject({ code: 1 });
    }
  });
});

describe('the process', () => {
  it('creates the file of flags from the example when there is none', async () => {
    await rm(flagsFile);
    await answer(await start(), '/?user=ada');
    expect(await readFile(flagsFile, 'utf8')).toBe(await readFile(EXAMPLE_FLAGS, 'utf8'));
  });

  it('keep what git tracks as it is: edits change an ignored copy', async () => {
    const ignored = (await readFile(join(EXAMPLE, '.gitignore'), 'utf8')).split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['flags.json', 'data']));
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('end with code 0 on %s', async (signal) => {
    const { child } = await start();
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('say which port is in use, and what to do', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const { port } = busy.address() as AddressInfo;
    const { child, output } = launch({ KOA_PORT: String(port) });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(output()).toContain(`Port ${port} is in use`);
    expect(output()).toContain('set KOA_PORT');
    busy.close();
  });

  it('refuse a port that is none', async () => {
    const { child, output } = launch({ HONO_PORT: 'three' });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(output()).toContain('HONO_PORT is "three"');
  });
});
