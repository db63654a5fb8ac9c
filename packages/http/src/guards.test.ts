import { expect, it } from 'vitest';
import { handlersByVariant, fallbackHandler } from './guards.ts';

const handler = (): string => 'answered';

it('finds no handler under inherited property names', () => {
  const handlers = handlersByVariant({ on: handler });
  expect(handlers.get('on')).toBe(handler);
  for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty']) {
    expect(handlers.get(name)).toBeUndefined();
  }
});

it('rejects a handler that is not a function', () => {
  const handlers = { on: 'no function' } as unknown as { on: () => string };
  for (const wrong of [handlers, undefined, null, handler]) {
    const read = (): unknown => handlersByVariant(wrong as unknown as typeof handlers);
    expect(read).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
  }
});

it.each([0, 99, 600, 404.5, Number.NaN, '404'])('rejects the status %j', (status) => {
  const otherwise = (): unknown => fallbackHandler('requireFlag', { fallback: status as number }, () => handler);
  expect(otherwise).toThrow(expect.objectContaining({ code: 'INVALID_OPTIONS' }));
});

it('defaults to 404', () => {
  const statuses: number[] = [];
  const answer = (status: number): typeof handler => {
    statuses.push(status);
    return handler;
  };
  fallbackHandler('requireFlag', {}, answer);
  fallbackHandler('requireFlag', { fallback: 410 }, answer);
  expect(fallbackHandler('requireFlag', { fallback: handler }, answer)).toBe(handler);
  expect(statuses).toEqual([404, 410]);
});
