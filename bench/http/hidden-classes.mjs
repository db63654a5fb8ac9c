// Whether requests of one app are of one shape to the engine after a property was put on each: `npm run bench:shapes`.
// docs/design/per-request.md says what follows. Two requests are held at a time, so that both are at the same step.
import { createServer, get } from 'node:http';
import express from 'express';

// A call that no parser but the engine's own understands, and that one only with --allow-natives-syntax.
// oxlint-disable-next-line typescript/no-implied-eval -- the text is this one
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

/** What Express does with a request before any middleware, and then what ours does. */
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
