// Shows whether requests of one app share a hidden class after each got a property: `npm run bench:shapes`.
// docs/design/per-request.md has the consequences. Compares two concurrent requests, so that both are at the same step.
import { createServer, get } from 'node:http';
import express from 'express';

// V8 parses this call only with --allow-natives-syntax; other parsers never do.
// oxlint-disable-next-line typescript/no-implied-eval -- the text is a constant
const haveSameShape = new Function('a', 'b', 'return %HaveSameMap(a, b)');
const PAIRS = 200;

const app = express();
const steps = new Map();
let held;

function note(step, one, other) {
  const counts = steps.get(step) ?? { same: 0, different: 0 };
  counts[haveSameShape(one, other) ? 'same' : 'different']++;
  steps.set(step, counts);
}

/** Sets the prototype as Express does before any middleware, then adds a property as ours does. */
function compare(one, other) {
  note('as Node makes it', one, other);
  for (const request of [one, other]) Object.setPrototypeOf(request, app.request);
  note("with Express's prototype", one, other);
  for (const request of [one, other]) request.flags = undefined;
  note('and with a property more', one, other);
}

const server = createServer((request, response) => {
  if (held === undefined) {
    held = { request, response };
    return;
  }
  compare(held.request, request);
  held.response.end();
  response.end();
  held = undefined;
});
server.listen(0, '127.0.0.1', async () => {
  const ask = () =>
    new Promise((resolve) => {
      get({ port: server.address().port }, (response) => response.resume().on('end', resolve));
    });
  for (let pair = 0; pair < PAIRS; pair++) await Promise.all([ask(), ask()]);
  console.log(process.version);
  console.table(Object.fromEntries(steps));
  server.close();
});
