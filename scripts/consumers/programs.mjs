const isCode = (door) => !door.endsWith('.json');

/** The specifiers of all entry points that are code. */
export const specifiersOf = (packages) =>
  packages.flatMap(({ manifest }) =>
    Object.keys(manifest.exports)
      .filter(isCode)
      .map((door) => manifest.name + door.slice(1)),
  );

/** Imports all entry points, evaluates one flag, and prints their number. */
function program(doors, importOf) {
  const others = doors.filter((door) => door !== '@flagstaff/core').map((door, at) => ({ door, name: `door${at}` }));
  return [
    importOf('core', '@flagstaff/core'),
    ...others.map(({ door, name }) => importOf(name, door)),
    'const { createFlagstaff } = core;',
    `const doors: Record<string, object> = {\n${others.map(({ door, name }) => `  '${door}': ${name},`).join('\n')}\n};`,
    `const flag = { kind: 'flag', key: 'new-checkout', type: 'boolean', default: 'on' } as const;
const flagstaff = createFlagstaff({ bootstrap: [flag] });
const answer = flagstaff.forContext({ targetingKey: 'u1' }).isEnabled('new-checkout');
void flagstaff.close();
for (const [door, module] of Object.entries(doors)) {
  if (typeof module !== 'object') throw new Error(door + ' is no module');
}
if (!answer) throw new Error('the flag is off');
console.log('answered', Object.keys(doors).length + 1);
`,
  ].join('\n');
}

/** The program as an ES module: `import * as name from 'door'`. */
export const esmProgram = (doors) => program(doors, (name, door) => `import * as ${name} from '${door}';`);

/** The program as CommonJS that says so: `import name = require('door')`. */
export const commonjsProgram = (doors) => program(doors, (name, door) => `import ${name} = require('${door}');`);
