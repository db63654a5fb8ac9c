import type { Steps } from './document-file.ts';

const STEP = /\.([A-Za-z_][A-Za-z0-9_]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/gy;

/** Reads the JSONPath of an issue, such as `$.environments["eu-west"].rules[0]`. */
export function stepsOf(path: string): Steps {
  return Array.from(path.slice(1).matchAll(STEP), ([, name, index, quoted]) => {
    if (name !== undefined) return name;
    return index === undefined ? (JSON.parse(quoted!) as string) : Number(index);
  });
}

/** Writes steps as a JSONPath. */
export function pathOf(steps: Steps): string {
  const parts = steps.map((step) => {
    if (typeof step === 'number') return `[${step}]`;
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
  });
  return `$${parts.join('')}`;
}
