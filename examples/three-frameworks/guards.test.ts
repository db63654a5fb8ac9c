import * as express from '@flagstaff/express';
import * as hono from '@flagstaff/hono';
import * as koa from '@flagstaff/koa';
import { expect, it } from 'vitest';
import { definitions } from './src/definitions.ts';

it('guards of flags that the program registered do not compile with a typo', () => {
  const wrong = [
    // @ts-expect-error -- there is no such flag
    express.requireFlag('betta'),
    // @ts-expect-error -- there is no such flag, whatever the options are
    express.requireFlag('betta', { fallback: 403 }),
    // @ts-expect-error -- there is no such flag
    koa.requireFlag('betta'),
    // @ts-expect-error -- there is no such flag
    hono.requireFlag('betta'),
    // @ts-expect-error -- not a boolean flag
    express.requireFlag('button'),
    // @ts-expect-error -- there is no such variant
    express.byVariant('button', { gren: (_req, res) => void res.end() }),
    // @ts-expect-error -- there is no such flag
    koa.byVariant('buton', {}),
    // @ts-expect-error -- there is no such flag
    hono.byVariant('buton', {}),
  ];
  const right = [express.requireFlag('beta'), koa.requireFlag('beta'), hono.requireFlag('beta')];
  expect([...wrong, ...right].map((guard) => typeof guard)).toEqual(Array.from({ length: 11 }, () => 'function'));
  expect(Object.keys(definitions)).toEqual(expect.arrayContaining(['beta', 'button']));
});
