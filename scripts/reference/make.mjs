// The API reference, from the docstrings of every public name: `npm run docs:api`, or `npm run check:api` to only check them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Application, Comment, Converter, ReflectionKind } from 'typedoc';
import { ROOT } from '../lib/root.mjs';
import { packagesOf } from '../lib/tree.mjs';

const OUT = join(ROOT, 'scripts', 'reference', 'dist');
const NOTHING = {
  notExported: false,
  notDocumented: false,
  invalidLink: false,
  invalidPath: false,
  rewrittenLink: false,
  unusedMergeModuleWith: false,
};
const checkOnly = process.argv.includes('--check');

const published = (await packagesOf(ROOT)).filter(({ manifest }) => !manifest.private);

/** The source of each door, and the name that applications import it by. */
const doors = new Map(
  published.flatMap(({ path, manifest }) =>
    Object.entries(manifest.exports).flatMap(([door, { '@flagstaff/source': source }]) =>
      source === undefined ? [] : [[join(path, source), join(manifest.name, door)]],
    ),
  ),
);

const app = await Application.bootstrapWithPlugins({
  name: 'Flagstaff',
  entryPoints: [...doors.keys()],
  tsconfig: join(ROOT, 'scripts', 'reference', 'tsconfig.json'),
  basePath: ROOT,
  out: OUT,
  readme: 'none',
  disableSources: true,
  // Node and the frameworks document their own members.
  excludeExternals: true,
  excludeInternal: true,
  // `npm run check:types` reports type errors.
  skipErrorChecking: true,
  validation: { ...NOTHING, notDocumented: true, invalidLink: true, invalidPath: true, rewrittenLink: true },
  packagesRequiringDocumentation: published.map(({ manifest }) => manifest.name),
  requiredToBeDocumented: [
    'Accessor',
    'Class',
    'Constructor',
    'Function',
    'Interface',
    'Method',
    'Property',
    'TypeAlias',
    'Variable',
  ],
  // The patterns of conditional types, which are no members.
  intentionallyNotDocumented: [
    'BooleanFlagKey.__type.type',
    'RegisteredContext.__type.context',
    'RegisteredFlags.__type.flags',
    'ValueOf.__type.type',
    'ValueOf.__type.variants',
    'ValueOf.__type.defaultValue',
    'VariantOf.__type.type',
    'VariantOf.__type.variants',
  ].map((name) => `@flagstaff/core.${name}`),
});

app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
  if (!reflection.kindOf(ReflectionKind.Module)) return;
  const [source] = context.getSymbolFromReflection(reflection)?.declarations ?? [];
  reflection.name = doors.get(source?.getSourceFile().fileName) ?? reflection.name;
});

/** The text of an error code is its documentation. */
app.converter.on(Converter.EVENT_RESOLVE, (_, reflection) => {
  if (reflection.parent?.parent?.name !== 'ERROR_CODES' || reflection.type?.type !== 'literal') return;
  reflection.comment = new Comment([{ kind: 'text', text: reflection.type.value }]);
});

const project = await app.convert();
app.validate(project);
// TypeDoc finds the types that a signature has and no door exports in one package: the project's.
app.options.setValue('validation', { ...NOTHING, notExported: true });
for (const { manifest } of published) {
  project.packageName = manifest.name;
  // The table of routes: clients read its types through `AdminApi`.
  app.options.setValue('intentionallyNotExported', manifest.name === '@flagstaff/admin' ? ['ROUTES'] : []);
  app.validate(project);
}
if (!checkOnly) await app.generateOutputs(project);

const names = Object.values(project.reflections).filter(({ parent }) => parent?.kindOf(ReflectionKind.Module)).length;
console.log(
  `${checkOnly ? 'check:api' : 'docs:api'}: ${names} names in ${doors.size} doors of ${published.length} packages`,
);
const { errorCount, warningCount } = app.logger;
if (errorCount + warningCount > 0 || names === 0 || !(checkOnly || existsSync(OUT))) process.exitCode = 1;
