import { describe, expect, it } from 'vitest';
import { findJsonFault } from './json-fault.ts';

describe('findJsonFault', () => {
  it.each([
    ['', 1, 1, 'a value', 'the end of the file'],
    ['  \n ', 2, 2, 'a value', 'the end of the file'],
    ['[1, 2', 1, 6, ', or ]', 'the end of the file'],
    ['[1 2]', 1, 4, ', or ]', '"2"'],
    ['[1,]', 1, 4, 'a value', '"]"'],
    ['[,1]', 1, 2, 'a value or ]', '","'],
    ['{"a": 1,}', 1, 9, 'a name in double quotes', '"}"'],
    ["{'a': 1}", 1, 2, 'a name in double quotes or }', '"\'"'],
    ['{a: 1}', 1, 2, 'a name in double quotes or }', '"a"'],
    ['{"a" 1}', 1, 6, ': after the name', '"1"'],
    ['{"a": }', 1, 7, 'a value', '"}"'],
    ['{\n  "a": [\n    tru\n  ]\n}', 3, 5, 'a value or ]', '"t"'],
    ['{"a": 1}\n// note', 2, 1, 'the end of the file', '"/"'],
    ['["a\nb"]', 1, 4, 'a closing " before the end of the line', '"\\n"'],
    ['["a', 1, 4, 'a closing " before the end of the line', 'the end of the file'],
    ['["\\x"]', 1, 3, 'a JSON escape such as \\n or \\u0041', '"\\\\"'],
    ['[01]', 1, 3, ', or ]', '"1"'],
    ['[1.]', 1, 3, ', or ]', '"."'],
    ['[-]', 1, 2, 'a value or ]', '"-"'],
    ['["é", 😀]', 1, 7, 'a value', '"😀"'],
    ['[}', 1, 2, 'a value or ]', '"}"'],
    ['[1}', 1, 3, ', or ]', '"}"'],
  ])('finds the fault of %j', (text, line, column, expected, found) => {
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(findJsonFault(text)).toEqual({ line, column, expected, found });
  });

  it.each([
    'null',
    ' [] ',
    '{}',
    '-0.5e+3',
    '"\\u00e9\\n"',
    '[{"a":[true,false,null,{"b":""}]},[[]]]',
    '"\u2028\ud800"',
  ])('finds none in %j', (text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
    expect(findJsonFault(text)).toBeUndefined();
  });

  it('agrees with JSON.parse on every text that is one character away from JSON', () => {
    const json = '{"a":[1,-2.5e3,"x\\n",true,null],"b":{"c":[]}}';
    let faults = 0;
    for (let at = 0; at <= json.length; at++) {
      for (const insert of ['', '"', ',', '}', '[', '0', '\\', ' ', 'é', '\n']) {
        for (const skip of [0, 1]) {
          const text = json.slice(0, at) + insert + json.slice(at + skip);
          const sound = isJson(text);
          if (!sound) faults++;
          expect(findJsonFault(text) === undefined, text).toBe(sound);
        }
      }
    }
    expect(faults).toBeGreaterThan(300);
  });

  it('handles any nesting depth without recursion', () => {
    expect(findJsonFault('['.repeat(200_000))).toMatchObject({ line: 1, column: 200_001, expected: 'a value or ]' });
  });

  it.each([
    ['characters', '["', 'a'],
    ['escapes', '["', '\\n'],
    ['spaces', '[', ' '],
    ['digits', '[1', '1'],
  ])('reads ten million %s, without the stack', (_, start, unit) => {
    expect(findJsonFault(start + unit.repeat(10_000_000))).toMatchObject({ line: 1, found: 'the end of the file' });
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
