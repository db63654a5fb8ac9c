import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { sleep, startFaultProxy, until } from '@flagstaff/testbed';
import type { FaultProxy } from '@flagstaff/testbed';

/** A client that records what it received. */
interface Caller {
  readonly socket: Socket;
  readonly heard: string;
  readonly ended: boolean;
  say(text: string): void;
}

let proxy: FaultProxy;
/** The data that reached the server. */
let arrived: string;

beforeEach(async () => {
  arrived = '';
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      arrived += chunk.toString();
      socket.write(`echo ${chunk.toString()}`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startFaultProxy((server.address() as AddressInfo).port);
  return async () => {
    await proxy.close();
    server.close();
  };
});

function call(): Caller {
  const socket = connect(proxy.port, '127.0.0.1');
  let heard = '';
  let ended = false;
  socket.on('data', (chunk) => (heard += chunk.toString()));
  socket.on('close', () => (ended = true)).on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  return {
    socket,
    get heard() {
      return heard;
    },
    get ended() {
      return ended;
    },
    say: (text) => void socket.write(text),
  };
}

const hears = (caller: Caller, text: string): Promise<number> =>
  until(`the client receives ${text}`, () => caller.heard.includes(text), { withinMs: 1_000 });
const ends = (caller: Caller): Promise<number> => until('the connection ends', () => caller.ended, { withinMs: 1_000 });

describe('the fault proxy', () => {
  it('passes everything in order, with the configured delay', async () => {
    const caller = call();
    caller.say('one');
    await hears(caller, 'echo one');
    proxy.delay(300);
    caller.say('two');
    await until('the request arrived', () => arrived === 'onetwo', { withinMs: 1_000 });
    expect(caller.heard, 'the reply is still delayed').toBe('echo one');
    await hears(caller, 'echo two');
    expect(arrived).toBe('onetwo');
    expect(proxy.open).toBe(1);
  });

  it('is a black hole for existing and new connections', async () => {
    const before = call();
    before.say('a');
    await hears(before, 'echo a');
    proxy.blackHole();
    const after = call();
    before.say('b');
    after.say('c');
    await sleep(150);
    expect({ arrived, heard: after.heard, ended: before.ended || after.ended }).toEqual({
      arrived: 'a',
      heard: '',
      ended: false,
    });
    proxy.pass();
    const later = call();
    later.say('d');
    await hears(later, 'echo d');
  });

  it('leaves old connections half-open while new ones work', async () => {
    const before = call();
    before.say('a');
    await hears(before, 'echo a');
    proxy.halfOpen();
    before.say('b');
    const after = call();
    after.say('c');
    await hears(after, 'echo c');
    expect(arrived).toBe('ac');
    expect(before.ended).toBe(false);
  });

  it('cuts and rejects connections', async () => {
    const first = call();
    first.say('a');
    await hears(first, 'echo a');
    proxy.cut();
    await ends(first);
    proxy.refuse();
    await ends(call());
    expect(proxy.open).toBe(0);
  });

  it('loses the reply to one request that the server received, and to a later one of the connection', async () => {
    proxy.loseReply({ containing: 'mark' });
    const caller = call();
    caller.say('a mark');
    await ends(caller);
    expect({ arrived, heard: caller.heard, lost: proxy.lost }).toEqual({ arrived: 'a mark', heard: '', lost: 1 });
    proxy.loseReply({ containing: 'other', afterwards: 'commit' });
    const next = call();
    next.say('other');
    await hears(next, 'echo other');
    next.say('COMMIT');
    await ends(next);
    expect(proxy.lost).toBe(2);
  });

  it('drops matching data only', async () => {
    proxy.swallow((chunk) => chunk.includes('secret'));
    const caller = call();
    caller.say('secret');
    await until('the request arrived', () => arrived === 'secret', { withinMs: 1_000 });
    await sleep(50);
    caller.say('plain');
    await hears(caller, 'echo plain');
    expect(caller.heard).toBe('echo plain');
  });
});
