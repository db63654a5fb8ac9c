/** Code before and after a flag is removed. */
export interface RemovalCase {
  readonly flag: 'on' | 'off' | 'dark' | 'low' | 'list';
  readonly before: string;
  readonly after: string;
  /** Why calls stay. */
  readonly left?: readonly string[];
}

const X = "flags.isEnabled('x')";

export const REMOVALS: readonly RemovalCase[] = [
  // Values
  { flag: 'on', before: `const a = ${X};`, after: 'const a = true;' },
  { flag: 'on', before: `return!${X}`, after: 'return false' },
  { flag: 'on', before: `const f = () => { return(${X})?a:b }`, after: 'const f = () => { return a }' },
  { flag: 'off', before: `a = (${X})in b`, after: 'a = false in b' },
  { flag: 'on', before: "a = req.flags.forContext({ id }).value('x', false)", after: 'a = true' },
  { flag: 'on', before: "a = useFlag('x') ? <A b={useFlag('x')} /> : <B />", after: 'a = <A b={true} />' },
  { flag: 'dark', before: "a = flags.value('x', 'l').length + flags.variant('x')", after: "a = 'd'.length + 'dark'" },
  { flag: 'dark', before: "if (flags.variant('x') === 'dark') a(); else b();", after: 'a();' },
  { flag: 'dark', before: "a = flags.value('x') !== 'd' || b", after: 'a = b' },
  { flag: 'low', before: "a = b-flags.value('x', -5)", after: 'a = b-(-1)' },
  { flag: 'low', before: "a = flags.value('x', 1).toFixed(flags.value('x'))", after: 'a = (-1).toFixed((-1))' },
  { flag: 'low', before: "if (flags.value('x') === 5) a(); else b();", after: 'b();' },
  { flag: 'list', before: "if (flags.variant('x') === 'list') a();", after: 'a();' },
  { flag: 'dark', before: "a = flags.value('x', `l`)", after: "a = 'd'" },
  // Forms of a call
  { flag: 'on', before: "a = (flags.isEnabled)('x') && flags.isEnabled!('x')", after: 'a = true' },
  {
    flag: 'on',
    before: "const K = 'x';\na = (flags as F)['isEnabled'](K as never)",
    after: "const K = 'x';\na = true",
  },
  { flag: 'on', before: 'a = await useFlag<boolean>(`x`, { b: -1 })', after: 'a = await true' },
  // Operators
  { flag: 'on', before: `a = ${X} && b || c`, after: 'a = b || c' },
  { flag: 'off', before: `a = ${X} && b() || c`, after: 'a = c' },
  { flag: 'on', before: `a = b && ${X}`, after: 'a = b && true' },
  { flag: 'on', before: `if (b && ${X}) c()`, after: 'if (b) c()' },
  { flag: 'off', before: `if (!(b() || ${X})) c()`, after: 'if (!(b())) c()' },
  { flag: 'off', before: `if (b() && ${X}) c()`, after: 'if (b() && false) c()' },
  { flag: 'on', before: `a = ${X} ?? b`, after: 'a = true' },
  { flag: 'on', before: `(${X} ? a.b : c)()`, after: '(true ? a.b : c)()' },
  { flag: 'on', before: `a()\n${X} && [b].map(c)`, after: 'a()\ntrue && [b].map(c)' },
  { flag: 'on', before: `${X} && b()`, after: 'b()' },
  { flag: 'on', before: `f = () => ${X} && { a }`, after: 'f = () => true && { a }' },
  { flag: 'on', before: `f = () => ${X} && <A />`, after: 'f = () => <A />' },
  { flag: 'on', before: `export default ${X} && function () {}`, after: 'export default true && function () {}' },
  { flag: 'on', before: `a = ${X} && ${X} ? b : c`, after: 'a = b' },
  { flag: 'on', before: `while (${X}) a()`, after: 'while (true) a()' },
  // Statements
  { flag: 'on', before: `if (${X}) {\n  a();\n  b();\n} else {\n  c();\n}\nd();`, after: 'a();\nb();\nd();' },
  { flag: 'off', before: `a();\nif (${X}) {\n  b();\n}\nc();\n`, after: 'a();\nc();\n' },
  { flag: 'off', before: `if (a) b();\nelse if (${X}) c();\nelse d();`, after: 'if (a) b();\nelse d();' },
  { flag: 'off', before: `if (a) b();\nelse if (${X}) c();\nd();`, after: 'if (a) b();\nd();' },
  { flag: 'off', before: `for (;;) if (${X}) a();`, after: 'for (;;) {}' },
  { flag: 'on', before: `if (${X}) {\n  const a = 1;\n  b(a);\n}`, after: '{\n  const a = 1;\n  b(a);\n}' },
  { flag: 'on', before: `a()\nif (${X}) {\n  [b].map(c)\n}`, after: 'a()\n{\n  [b].map(c)\n}' },
  { flag: 'on', before: `if (${X}) { a() }\n(b)()`, after: '{ a() }\n(b)()' },
  { flag: 'off', before: `a()\nif (${X}) { b() }\n(c)()`, after: 'a()\n;\n(c)()' },
  { flag: 'on', before: `if (${X}) {\n  a(\`\n  b\`);\n  // c\n}`, after: 'a(`\n  b`);\n// c' },
  {
    flag: 'on',
    before: `switch (a) {\n  case 1:\n    if (${X}) break;\n    b();\n}`,
    after: 'switch (a) {\n  case 1:\n    break;\n    b();\n}',
  },
  { flag: 'on', before: `a: if (${X}) { break a; }`, after: 'a: { break a; }' },
  {
    flag: 'on',
    before: `if (${X}) {\n  if (flags.isEnabled('y') && !${X}) a();\n  b();\n}`,
    after: "if (flags.isEnabled('y') && false) a();\nb();",
  },
  { flag: 'off', before: `a();\n${X} && b();\nc();`, after: 'a();\nc();' },
  { flag: 'on', before: `if (${X}) a()\nelse;\n(c)()`, after: 'a();\n(c)()' },
  { flag: 'off', before: `if (a) b()\nelse if (${X}) c();\n[d].map(e)`, after: 'if (a) b();\n[d].map(e)' },
  {
    flag: 'off',
    before: `if (a) if (b) c();\nelse if (${X}) d();\nelse;\nelse e();`,
    after: 'if (a) if (b) c();\nelse {}\nelse e();',
  },
  { flag: 'on', before: `f = () => { if (${X}) { 'use strict' } }`, after: "f = () => { { 'use strict' } }" },
  { flag: 'off', before: `${X} && a()\n'use strict'`, after: ";\n'use strict'" },
  // What stays
  {
    flag: 'low',
    before: "a()\nflags.value('x').b()",
    after: "a()\nflags.value('x').b()",
    left: ['the statement would continue the line before it'],
  },
  {
    flag: 'on',
    before: `f = () => { if (${X}) 'use strict' }`,
    after: `f = () => { if (${X}) 'use strict' }`,
    left: ['the statement would become a directive'],
  },
  {
    flag: 'on',
    before: "const { value } = (await useFlag('x'))!, b = useFlag('x').value",
    after: "const { value } = (await useFlag('x'))!, b = useFlag('x').value",
    left: ['its result is used as an object', 'its result is used as an object'],
  },
  {
    flag: 'on',
    before: "a = (flags?.isEnabled)('x')",
    after: "a = (flags?.isEnabled)('x')",
    left: ['the evaluator may be missing'],
  },
  { flag: 'list', before: "a = flags.value('x')", after: "a = flags.value('x')", left: ['its value is an object'] },
  { flag: 'on', before: `${X};`, after: `${X};`, left: ['its result is not used'] },
  {
    flag: 'on',
    before: "a = flags.details('x')",
    after: "a = flags.details('x')",
    left: ['details are more than a value'],
  },
  {
    flag: 'on',
    before: "a = flags?.isEnabled('x')",
    after: "a = flags?.isEnabled('x')",
    left: ['the evaluator may be missing'],
  },
  {
    flag: 'on',
    before: "a = next().isEnabled('x')",
    after: "a = next().isEnabled('x')",
    left: ['the evaluator is made by a call that may do more'],
  },
  {
    flag: 'on',
    before: "a = flags.value('x', b())",
    after: "a = flags.value('x', b())",
    left: ['its arguments may do more'],
  },
  {
    flag: 'dark',
    before: "a = flags.value('x', 5)",
    after: "a = flags.value('x', 5)",
    left: ['its default is no literal of type string'],
  },
  { flag: 'dark', before: `a = ${X}`, after: `a = ${X}`, left: ['the flag is of type string'] },
  {
    flag: 'off',
    before: `if (${X}) { var a = 1; }\nb(a);`,
    after: `if (${X}) { var a = 1; }\nb(a);`,
    left: ['a branch that goes declares what other code may use'],
  },
  {
    flag: 'on',
    before: "a = flags.isEnabled('y') + isEnabled('x') + flags.isEnabled(x)",
    after: "a = flags.isEnabled('y') + isEnabled('x') + flags.isEnabled(x)",
  },
];
