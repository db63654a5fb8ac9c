import { expect, it } from 'vitest';
import { handlersByVariant, fallbackHandler } from './guards.ts';

const handler = (): string => 'answered';

it('finds no handler under the names that objects inherit', () => {
  const handlers = handlersByVariant({ on: handler });
  expect(handlers.get('on')).toBe(handler);
  for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty']) {
    expect(handlers.get(name)).toBeUndefined();
  }
});

it('refuses what is not a handler', () => {
  const handlers = { on: 'no function' } as unknown as { on: () => string };
  for (const wrong of [handlers, undefined, null, handler]) {
    const read = (): unknown => handlersByVariant(wrong as unknown as typeof handlers);
    expect(read).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
});

it.each([0, 99, 600, 404.5, Number.NaN, '404'])('refuses to answer with %j', (status) => {
  const otherwise = (): unknown => fallbackHandler(status as number, () => handler);
  expect(otherwise).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
});

it('answers 404 unless told otherwise', () => {
  const statuses: number[] = [];
  const answer = (status: number): typeof handler => {
    statuses.push(status);
    return handler;
  };
  fallbackHandler(undefined, answer);
  fallbackHandler(410, answer);
  expect(fallbackHandler(handler, answer)).toBe(handler);
  expect(statuses).toEqual([404, 410]);
});
