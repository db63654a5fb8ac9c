import { createFlagstaff } from '@flagstaff/core';
import type { Evaluator, FlagDocument } from '@flagstaff/core';
import * as fc from 'fast-check';
import { onTestFinished } from 'vitest';
import type { Settled } from '../../src/code/removal/call-value.ts';

/** Returns an evaluator for which the flag serves its variant. Ends with the test. */
export function evaluatorOf({ key, type, variant, value }: Settled): Evaluator {
  const flag = { kind: 'flag', key, type, variants: { [variant]: value }, default: variant, off: variant };
  const flagstaff = createFlagstaff({ bootstrap: [flag as FlagDocument] });
  onTestFinished(() => flagstaff.close());
  return flagstaff.forContext({});
}

/** Programs that use a flag in every form of a call, and in the code around it that decides what a removal may do. */
export function programsOf({ value, variant }: Settled): fc.Arbitrary<string> {
  const own = JSON.stringify(value);
  const literals = fc.constantFrom(own, JSON.stringify(variant), "'l'", '7', '-7', 'true', 'false', 'null');
  const key = fc.constantFrom("'x'", '`x`', 'KEY', "('x')");
  const called = (method: string): fc.Arbitrary<string> =>
    fc.constantFrom(
      `flags.${method}`,
      `flags['${method}']`,
      `(flags.${method})`,
      `(flags).${method}`,
      `req.flags.${method}`,
      `flags.with({ a }).${method}`,
      `flags?.${method}`,
      `flags.${method}?.`,
      `act(8), flags.${method}`,
    );
  const call = fc.oneof(
    fc.tuple(called('isEnabled'), key).map(([method, name]) => `(${method}(${name}))`),
    fc.tuple(called('value'), key).map(([method, name]) => `(${method}(${name}))`),
    fc.tuple(called('value'), key, literals).map(([method, name, other]) => `(${method}(${name}, ${other}))`),
    fc.tuple(called('variant'), key).map(([method, name]) => `(${method}(${name}))`),
    fc.constantFrom("flags.isEnabled('x')", "flags.value('x')", "flags.variant('x')", `flags.value('x', ${own})`),
    fc.constantFrom("flags.details('x').variant", "flags.value('x', act(7))", "useFlag('x')", "useFlag?.('x')"),
  );
  const { programs } = fc.letrec<{ expression: string; statement: string; programs: string }>((tie) => {
    const expression = tie('expression');
    const statement = tie('statement');
    /** Fills the places of a pattern: `E` with expressions, `S` with statements, `C` with calls and `L` with literals. */
    const filled = (pattern: string): fc.Arbitrary<string> =>
      fc
        .tuple(
          ...pattern.split(/\b([ESCL])\b/).map((part, at) => {
            if (at % 2 === 0) return fc.constant(part);
            return { E: expression, S: statement, C: call, L: literals }[part as 'E' | 'S' | 'C' | 'L'];
          }),
        )
        .map((parts) => parts.join(''));
    return {
      expression: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        call,
        fc.constantFrom('a', 'b', 'act(1)', 'act(2)', 'act(typeof this)'),
        ...['!(E)', '(E) === L', 'C === L', 'C !== L', 'L === C', '(E) && (E)', '(E) || (E)', '(E) ?? (E)'].map(filled),
        ...['C && E', 'C || act(3)', '!C', 'C ? E : E', '((E) ? E : E)', 'typeof C', '-C', 'C + 1', '`${C}`'].map(
          filled,
        ),
        ...['C.length', 'C.toFixed(1)', '({ c: C }).c', '[C, E].length', '(E, C)', '(() => C)()', 'C in [1]'].map(
          filled,
        ),
        ...['(C ? act : String)(1)', 'act(C)', '[...[C]][0]', 'void C', 'C?.length', 'C instanceof Object'].map(filled),
      ),
      statement: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        ...['act(E);', 'act(E)', 'C && act(4)', 'C || act(5)', 'C ? act(4) : act(5)', 'C;', 'C.length', '(E)'].map(
          filled,
        ),
        ...[
          'if (E) S',
          'if (E) { S }',
          'if (E) {\n  S\n} else {\n  S\n}',
          'if (E) S\nelse S',
          'if (C) if (E) S\nelse S',
        ].map(filled),
        ...[
          'if (C) { const c = E; act(c) }',
          '{ const c = E; act(c) }',
          'var v = E\nact(v)',
          "if (C) { 'use strict'\nS }",
        ].map(filled),
        ...['if (C) { var w = 1 }\nact(typeof w)', 'if (C) { function g() {} }\nact(typeof g)'].map(filled),
        ...['for (const i of [1, 2]) { if (E) break; S }', 'for (let i = 0; i < 2 && (E); i++) S'].map(filled),
        ...['switch (C) { case L: S\nbreak\ncase L: { S }\ndefault: S\n}', 'lab: { if (E) break lab; S }'].map(filled),
        ...[
          '(function () { S\nreturn act(6) })()',
          '(function () {\n  if (E) return act(4);\n  S\n})()',
          ';[E].map(act)',
        ].map(filled),
        ...['try { S } finally { act(6) }', '[E].map(act)', '`${E}`', '+C'].map(filled),
      ),
      programs: fc
        .array(statement, { minLength: 1, maxLength: 4 })
        .map((list) => `const KEY = 'x'\n${list.join('\n')}`),
    };
  });
  return programs;
}
