const SOURCE = '@flagstaff/source';

/** The entry points of a package that are code: specifier below the package (`.`, `./node`), name of the built file, and source. */
export function doorsOf({ exports }) {
  return Object.entries(exports)
    .filter(([, target]) => typeof target === 'object' && SOURCE in target)
    .map(([door, target]) => ({
      door,
      name: /^\.\/src\/(.+)\.ts$/.exec(target[SOURCE])[1],
      source: target[SOURCE],
    }));
}

/** The programs of a package: name of the built file, and source. They are ES modules only. */
export function binsOf({ bin = {} }) {
  return Object.values(bin).map((path) => {
    const name = /^\.\/dist\/(.+)\.js$/.exec(path)[1];
    return { name, source: `./src/${name}.ts` };
  });
}

/** The `exports` of a package in a workspace: `require` finds CommonJS, and everything else ES modules. */
const targetOf = ({ name }) => ({
  require: { types: `./dist/cjs/${name}.d.ts`, default: `./dist/cjs/${name}.js` },
  types: `./dist/${name}.d.ts`,
  default: `./dist/${name}.js`,
});

/** The fields of a published package.json that follow from its doors. */
export function entryFields(manifest) {
  const doors = doorsOf(manifest);
  const published = new Map(doors.map((one) => [one.door, targetOf(one)]));
  const others = doors.filter(({ door }) => door !== '.');
  return {
    main: './dist/cjs/index.js',
    types: './dist/cjs/index.d.ts',
    // For TypeScript's `moduleResolution: node10`, which does not read `exports`.
    ...(others.length === 0
      ? {}
      : {
          typesVersions: {
            '*': Object.fromEntries(others.map(({ door, name }) => [door.slice(2), [`./dist/cjs/${name}.d.ts`]])),
          },
        }),
    exports: Object.fromEntries(
      Object.entries(manifest.exports).map(([door, target]) => [door, published.get(door) ?? target]),
    ),
  };
}
