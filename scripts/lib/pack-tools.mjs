import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { readFile } from 'node:fs/promises';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

async function lint({ where, manifest }, bytes) {
  const { messages } = await publint({ pack: { tarball: bytes.buffer }, level: 'warning', strict: true });
  return messages.map((message) => `${where}: publint says ${formatMessage(message, manifest, { color: false })}`);
}

/** Checks that types and code agree for every kind of import, in every mode of TypeScript. */
async function typesAreRight({ where, manifest }, bytes) {
  const data = Object.keys(manifest.exports).filter((door) => door.endsWith('.json'));
  const { types, problems } = await checkPackage(createPackageFromTarballData(bytes), { excludeEntrypoints: data });
  if (!types) return [`${where}: attw finds no types`];
  return problems.map((problem) => `${where}: attw says ${JSON.stringify(problem)}`);
}

/** Runs publint and attw on the tarballs. In this process: each process for attw would load a compiler of its own. */
export async function checkWithTools(packages) {
  const problems = [];
  for (const each of packages) {
    const bytes = new Uint8Array(await readFile(each.tarball));
    problems.push(...(await lint(each, bytes)), ...(await typesAreRight(each, bytes)));
  }
  return problems;
}
