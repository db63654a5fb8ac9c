// Prints one line for every entry point whose ES module and whose CommonJS form export different names.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
/** Names that Node adds. */
const ADDED = ['__esModule', 'default', 'module.exports'];
const namesOf = (module) => Object.keys(module).filter((name) => !ADDED.includes(name));
const without = (names, others) => names.filter((name) => !others.includes(name));

const different = [];
for (const door of process.argv.slice(2)) {
  const esm = namesOf(await import(door));
  const commonjs = namesOf(require(door));
  const missing = without(esm, commonjs);
  const surplus = without(commonjs, esm);
  if (missing.length > 0) different.push(`required, ${door} lacks ${missing.join(', ')}`);
  if (surplus.length > 0) different.push(`imported, ${door} lacks ${surplus.join(', ')}`);
}
console.log(JSON.stringify(different));
