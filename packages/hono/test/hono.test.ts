import { FlagstaffError } from '@flagstaff/core';
import type { Flagstaff, FlagstaffErrorCode } from '@flagstaff/core';
import { flags, requireFlag } from '@flagstaff/hono';
import { testFlags } from '@flagstaff/testkit';
import { Hono } from 'hono';
import { setCookie } from 'hono/cookie';
import { Hono as FirstHono } from 'hono-oldest';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

/** A client with the boolean flag `beta`, closed when the test ends. */
function clientWith(beta: boolean): Flagstaff {
  const flagstaff = testFlags({ beta });
  onTestFinished(() => flagstaff.close());
  return flagstaff;
}

describe('without a server', () => {
  it('sets a Secure visitor cookie on https, regardless of the headers', async () => {
    const app = new Hono().use(flags(clientWith(false), { visitorCookie: true }));
    const cookieFor = async (url: string) =>
      (await app.request(url, { headers: { 'x-forwarded-proto': 'https' } })).headers.get('set-cookie');
    expect(await cookieFor('https://shop.example/')).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
    expect(await cookieFor('http://shop.example/')).toMatch(/; HttpOnly; SameSite=Lax$/);
  });

  it('keeps other cookies on a response that a handler created itself', async () => {
    const app = new Hono()
      .use(flags(clientWith(false), { visitorCookie: true }))
      .get('/made', () => new Response('made', { headers: { 'set-cookie': 'own=1' } }))
      .get('/helped', (c) => {
        setCookie(c, 'own', '1');
        return c.text('helped');
      });
    for (const path of ['/made', '/helped']) {
      const cookies = (await app.request(path)).headers.getSetCookie();
      expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['own', 'flagstaff_visitor']);
    }
  });

  it.each([
    ['the newest', Hono],
    ['the first', FirstHono as unknown as typeof Hono],
  ])('sets the cookie on responses whose headers cannot be changed, with %s Hono 4', async (_, HonoOfVersion) => {
    const app = new HonoOfVersion()
      .use(flags(clientWith(false), { visitorCookie: true }))
      .get('/redirected', () => Response.redirect('https://shop.example/', 302))
      .get('/fetched', () => fetch('data:text/plain,fetched'));
    const [redirect, fetched] = [await app.request('/redirected'), await app.request('/fetched')];
    expect([redirect.status, redirect.headers.get('location')]).toEqual([302, 'https://shop.example/']);
    expect([fetched.status, await fetched.text()]).toEqual([200, 'fetched']);
    expect([redirect, fetched].map(({ headers }) => headers.getSetCookie().length)).toEqual([1, 1]);
  });

  it('responds with the message of an error below 500, and only with the reason of a 503', async () => {
    const app = new Hono().get('/:code', (c) => {
      throw new FlagstaffError(c.req.param('code') as FlagstaffErrorCode, 'What happened.');
    });
    const answers = ['VERSION_CONFLICT', 'STORAGE_UNAVAILABLE'].map(async (code) => {
      const response = await app.request(`/${code}`);
      return [response.status, await response.text()];
    });
    expect(await Promise.all(answers)).toEqual([
      [409, 'What happened.'],
      [503, 'Service Unavailable'],
    ]);
  });

  it('leaves faults of the server to Hono, which prints them', async () => {
    const print = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => print.mockRestore());
    const fault = new FlagstaffError('STORAGE_CORRUPT', 'The table is damaged.');
    const app = new Hono().get('/', () => {
      throw fault;
    });
    const response = await app.request('/');
    expect([response.status, await response.text()]).toEqual([500, 'Internal Server Error']);
    expect(print.mock.calls).toEqual([[fault]]);
  });

  it('rejects with the not-found handler of the app', async () => {
    const app = new Hono()
      .use(flags(clientWith(false)))
      .get('/beta', requireFlag('beta'), (c) => c.text('in'))
      .notFound((c) => c.text('nothing here', 404));
    const response = await app.request('/beta');
    expect([response.status, await response.text()]).toEqual([404, 'nothing here']);
  });

  it('guards whole apps when mounted by use', async () => {
    const inner = new Hono().get('/inside', (c) => c.text('in'));
    const app = new Hono().use(flags(clientWith(false)));
    app.use('/beta/*', requireFlag('beta'));
    app.route('/beta', inner);
    expect((await app.request('/beta/inside')).status).toBe(404);
  });

  it('sets the cookie on responses of the error handler', async () => {
    const app = new Hono()
      .use(flags(clientWith(false), { visitorCookie: true }))
      .get('/', () => {
        throw new Error('broken');
      })
      .onError((_error, c) => c.text('sorry', 500));
    const response = await app.request('/');
    expect({ status: response.status, cookies: response.headers.getSetCookie().length }).toEqual({
      status: 500,
      cookies: 1,
    });
  });
});
