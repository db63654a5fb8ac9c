import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { FlagstaffError } from '@flagstaff/core';
import { createMemoryStorage } from '@flagstaff/core/storage';
import { expect, it, onTestFinished } from 'vitest';
import { run } from '../src/frame/run.ts';
import { createFolder } from './support/folder.ts';
import { runIn } from './support/files.ts';
import { createFakeIo } from './support/io.ts';

const SECRET = 'Tr0ub4dor';

/** Texts as drivers and servers write them. */
const TEXTS = [
  `connect to postgres://ada:${SECRET}@db.example:5432/app failed`,
  `"redis://:${SECRET}@cache.example" is no URL`,
  `mysql://ada:p@ss${SECRET}@db.example, libsql://x.example?tls=1&authToken=${SECRET}`,
  `host=db.example password=${SECRET} user=ada`,
  `Authorization: Bearer ${SECRET}`,
];

const COMMANDS = ['list', 'doctor', 'doctor --json', 'list --json', 'off x --yes', 'migrate'];

function check(text: string): void {
  expect(text).not.toContain(SECRET);
}

it.each(TEXTS)('prints no secret of a store or a configuration that fails with %j', async (text) => {
  const fail = async (): Promise<never> => {
    throw new FlagstaffError('STORAGE_UNAVAILABLE', text, { cause: new Error(text) });
  };
  const storage = { ...createMemoryStorage(), snapshot: fail, migrate: fail };
  const broken = (): never => {
    throw new Error(text);
  };
  const folder = await createFolder({ 'flagstaff.config.mjs': `throw new Error(${JSON.stringify(text)});` });
  for (const command of COMMANDS) {
    const argv = command.split(' ');
    for (const config of [storage, broken].map((each) => ({ storage: each, path: 'flagstaff.config.ts' }))) {
      const { code, stdout, stderr } = await runIn('/', argv, { config });
      expect([command, code]).toEqual([command, config.storage === broken ? 2 : 4]);
      check(stdout + stderr);
    }
    const { code, stdout, stderr } = await runIn(folder.path, argv);
    expect([command, code]).toEqual([command, 2]);
    check(stdout + stderr);
  }
});

it('prints no key that a server or a stack trace repeats', async () => {
  const server = createServer((req, res) => {
    const detail = `Who is ${String(req.headers.authorization)}?`;
    res.writeHead(401, { 'content-type': 'application/problem+json' });
    res.end(JSON.stringify({ status: 401, code: 'AUTHENTICATION_REQUIRED', detail }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { path } = await createFolder({ '.env': `FLAGSTAFF_KEY=${SECRET}\n` });
  for (const command of COMMANDS) {
    for (const key of [
      ['--key', SECRET],
      ['--env-file', '.env'],
    ]) {
      const { code, stdout, stderr } = await runIn(path, [...command.split(' '), '--url', url, ...key]);
      expect([command, code]).toEqual([command, command === 'migrate' ? 2 : 3]);
      check(stdout + stderr);
    }
  }
  const io = createFakeIo();
  const write = (): never => {
    throw new Error(`cannot write ${SECRET}`);
  };
  const config = { storage: createMemoryStorage(), path: 'flagstaff.config.ts' };
  expect(await run(['list', '--key', SECRET], { ...io, stdout: { write } }, { config })).toBe(70);
  expect(io.text.stderr).toContain('cannot write ***');
});
