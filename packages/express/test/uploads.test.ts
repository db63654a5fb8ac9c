import { currentFlags, runWithFlags } from '@flagstaff/core/async';
import { flags } from '@flagstaff/express';
import { testFlags } from '@flagstaff/testkit';
import express from 'express';
import type { RequestHandler } from 'express';
import { createRequire } from 'node:module';
import request from 'supertest';
import { expect, it, onTestFinished } from 'vitest';

const require = createRequire(import.meta.url);
const multer = require('multer-1') as () => { single(field: string): RequestHandler };
const fileUpload = require('express-fileupload') as () => RequestHandler;

/** Parsers that continue from events of the request, where Node has lost the context of the middleware before them. */
const PARSERS: readonly (readonly [string, () => RequestHandler])[] = [
  ['multer 1', () => multer().single('file')],
  ['express-fileupload', () => fileUpload()],
];

it.each(PARSERS)('currentFlags() returns the flags of the request after %s', async (_, createParser) => {
  const flagstaff = testFlags({ beta: true });
  onTestFinished(() => flagstaff.close());
  const withFlags = flags(flagstaff, { wrap: runWithFlags });
  const answer: RequestHandler = (req, res) => void res.json(currentFlags() === req.flags);
  const before = express().post('/', createParser(), withFlags, answer);
  // A second mount keeps the request's evaluator and enters its context again.
  const again = express().use(withFlags).post('/', createParser(), withFlags, answer);
  for (const app of [before, again]) {
    const file = Buffer.alloc(300_000, 'x');
    const { body } = await request(app).post('/').attach('file', file, 'file.txt').expect(200);
    expect(body).toBe(true);
  }
});
