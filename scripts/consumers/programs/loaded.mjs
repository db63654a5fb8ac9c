// Prints the files of this package that one entry point loads, as ES modules and as CommonJS.
import { createRequire, register } from 'node:module';

const [door] = process.argv.slice(2);
const hooks = `export async function load(url, context, next) {
  if (url.includes('/@flagstaff/')) data.push(url);
  return next(url, context);
}
const data = [];
let port;
export async function initialize(given) {
  port = given;
  port.on('message', () => port.postMessage(data));
}`;
const { port1, port2 } = new MessageChannel();
register(`data:text/javascript,${encodeURIComponent(hooks)}`, { data: port2, transferList: [port2] });
await import(door);
const esm = await new Promise((resolve) => {
  port1.on('message', resolve);
  port1.postMessage('');
});
port1.close();
const require = createRequire(import.meta.url);
require(door);
const commonjs = Object.keys(require.cache).filter((path) => path.includes('/@flagstaff/'));
console.log(JSON.stringify({ esm: esm.length, commonjs: commonjs.length }));
