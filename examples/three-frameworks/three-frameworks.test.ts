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
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const EXAMPLE = fileURLToPath(new URL('.', import.meta.url));
const EXAMPLE_FLAGS = join(EXAMPLE, 'flags.example.json');
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
/** Each test starts processes, and one alone takes many seconds on a busy machine. */
vi.setConfig({ testTimeout: 120_000 });
/** A process starts slowly on a busy machine. */
const START_TIMEOUT_MS = 120_000;
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
beforeAll(
  () => promisify(execFile)(process.execPath, [TSC, '-b', join(EXAMPLE, 'tsconfig.build.json')]),
  START_TIMEOUT_MS,
);

/** Gives the tests of a block a folder of their own, and ends their processes. A process takes longer than its tests: they share it. */
function inOwnFolder(): void {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flagstaff-three-'));
    flagsFile = join(folder, 'flags.json');
    database = join(folder, 'data', 'flags.sqlite');
    await cp(EXAMPLE_FLAGS, flagsFile);
  });
  afterAll(async () => {
    for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
}

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

/** Resolves once all three give an answer. */
function answers(running: Running, path: string, expected: object): Promise<void> {
  return vi.waitFor(async () => expect(await answer(running, path)).toMatchObject(expected), PATIENCE);
}

/** Resolves once a process has printed something. */
function prints(output: () => string, expected: string | RegExp): Promise<void> {
  return vi.waitFor(() => expect(output()).toMatch(expected), PATIENCE);
}

/** Returns what a process prints from now on. */
function printedFromNow({ output }: Running): () => string {
  const { length } = output();
  return () => output().slice(length);
}

/** Sends a signal, and resolves to the exit code and the signal that ended the process. */
async function stop({ child }: Running, signal: 'SIGINT' | 'SIGTERM'): Promise<unknown> {
  child.kill(signal);
  return once(child, 'exit');
}

const release = (text: string): string => text.replace('"status": "inactive"', '"status": "active"');

/** Runs the other program, and resolves to what it prints. */
async function changeFlag(...args: string[]): Promise<string> {
  const program = join(EXAMPLE, 'dist', 'change-flag.js');
  const env = { ...process.env, FLAGS_DATABASE: database };
  return (await promisify(execFile)(process.execPath, [program, ...args], { env })).stdout;
}

describe('three frameworks', () => {
  inOwnFolder();
  let example: Running;
  beforeAll(async () => {
    await rm(flagsFile);
    example = await start();
  }, START_TIMEOUT_MS);

  it('create the file of flags from the example when there is none', async () => {
    expect(await readFile(flagsFile, 'utf8')).toBe(await readFile(EXAMPLE_FLAGS, 'utf8'));
  });

  it('give the same answers', async () => {
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

  it('refuse to change a flag or a variant that does not exist', async () => {
    for (const args of [['nothing', 'on'], ['new-checkout', 'maybe'], []]) {
      await expect(changeFlag(...args)).rejects.toMatchObject({ code: 1 });
    }
  });

  it('serve what another process wrote last, without a restart', async () => {
    await edit(release);
    await answers(example, '/?user=ada', { checkout: 'new' });
    await prints(example.output, 'changed: flag:new-checkout');
    const printed = printedFromNow(example);
    expect(await changeFlag('new-checkout', 'off')).toContain('new-checkout serves off by default now (version 3)');
    await answers(example, '/?user=ada', { checkout: 'classic' });
    await prints(printed, 'changed: flag:new-checkout');
  });

  it('delete a flag that is deleted from the file', async () => {
    await edit((text) => {
      const { documents, ...beside } = JSON.parse(text) as { documents: { key: string }[] };
      return JSON.stringify({ ...beside, documents: documents.filter(({ key }) => key !== 'discount') }, undefined, 2);
    });
    await vi.waitFor(
      async () => expect((await request(example.urls[0]!).get('/why').expect(200)).body).not.toHaveProperty('discount'),
      PATIENCE,
    );
  });

  it('end with code 0 on a signal, keep what others changed over a restart, and take what was edited meanwhile', async () => {
    expect(await stop(example, 'SIGINT')).toEqual([0, null]);
    await edit((text) => text.replace('"percentage": 20', '"percentage": 100'));
    const second = await start();
    expect(await answer(second, '/?user=ada')).toMatchObject({ checkout: 'classic', search: 'faster' });
    expect(await stop(second, 'SIGTERM')).toEqual([0, null]);
  });
});

describe.each(['sqlite', 'file'] as const)('three frameworks, flags in store %s', (store) => {
  inOwnFolder();
  let example: Running;
  beforeAll(async () => {
    const added = ', { "kind": "flag", "key": "added", "type": "boolean", "default": "maybe" }';
    await edit((text) => text.replace(/\n {2}\]\n\}\s*$/, `${added}\n]}`));
    example = await start({ FLAGS_STORE: store });
  }, START_TIMEOUT_MS);

  /** Takes the release of the previous test back. */
  async function restore(): Promise<void> {
    const printed = printedFromNow(example);
    await writeFile(flagsFile, await readFile(EXAMPLE_FLAGS, 'utf8'));
    await answers(example, '/?user=ada', { checkout: 'classic' });
    await prints(printed, /changed: .*flag:new-checkout/);
  }

  it('leave out a new document that is not valid, and take all others, at the start too', async () => {
    await prints(example.output, 'flag:added');
    expect(await answer(example, '/?user=ada&plan=pro')).toMatchObject({ discount: 10 });

    await edit((text) => release(text).replace('"added"', '"another"'));
    await answers(example, '/?user=ada', { checkout: 'new' });
    await prints(example.output, /changed: .*flag:new-checkout/);
    expect(example.output()).toContain('flag:another');
  });

  it('change their answers when the file is edited, without a restart', async () => {
    await restore();
    const printed = printedFromNow(example);
    await edit(release);
    await answers(example, '/?user=ada', { checkout: 'new' });
    await prints(printed, 'changed: flag:new-checkout');
    expect(await answer(example, '/?user=ada&plan=pro')).toMatchObject({ checkout: 'new', discount: 10 });
  });

  it('keep their answers while the file is broken, report the place once, and follow again when it is fixed', async () => {
    await restore();
    const printed = printedFromNow(example);
    await edit((text) => text.replace('"status": "inactive"', '"status": "inactive" oops'));
    const fault = `${flagsFile} is not JSON: line 10, column 28`;
    await prints(printed, fault);
    expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'classic' });

    await edit((text) => release(text.replace(' oops', '')));
    await answers(example, '/?user=ada', { checkout: 'new' });
    await prints(printed, 'recovered');
    await prints(printed, 'changed: flag:new-checkout');
    expect(printed().split(fault)).toHaveLength(2);
  });

  it('keep a flag that an edit makes invalid, say where, and take all others', async () => {
    await restore();
    const printed = printedFromNow(example);
    await edit((text) => release(text).replace('"percentage": 20', '"percentage": 200'));
    await prints(printed, '$.rules[0].rollout.percentage');
    expect(printed()).toContain('flag:faster-search');
    // The fault is reported when the file is read; the other documents are written afterwards.
    await answers(example, '/?user=ada', { checkout: 'new', search: 'usual' });
  });
});

describe.each(['sqlite', 'file'] as const)('three frameworks at their start, flags in store %s', (store) => {
  inOwnFolder();

  it('serve the defaults of the program if the file is broken, and follow when it is fixed', async () => {
    await edit((text) => text.slice(0, -5));
    const example = await start({ FLAGS_STORE: store });
    expect(example.output()).toContain('is not JSON: line');
    expect(await answer(example, '/?user=ada')).toMatchObject({ checkout: 'classic', button: 'blue' });
    await writeFile(flagsFile, release(await readFile(EXAMPLE_FLAGS, 'utf8')));
    await answers(example, '/?user=ada', { checkout: 'new' });
  });
});

describe('the process', () => {
  inOwnFolder();

  it('keeps what git tracks as it is: edits change an ignored copy', async () => {
    const ignored = (await readFile(join(EXAMPLE, '.gitignore'), 'utf8')).split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['flags.json', 'data']));
  });

  it('says which port is in use, and what to do', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const { port } = busy.address() as AddressInfo;
    const { child, output } = launch({ KOA_PORT: String(port) });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(output()).toContain(`Port ${port} is in use`);
    expect(output()).toContain('set KOA_PORT');
    busy.close();
  });

  it('refuses an invalid port', async () => {
    const { child, output } = launch({ HONO_PORT: 'three' });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(output()).toContain('HONO_PORT is "three"');
  });
});
