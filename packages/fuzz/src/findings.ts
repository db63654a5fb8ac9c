import { inspect } from 'node:util';

const MOST = 40;
const LONGEST = 600;

/** The failures of an entry point: each kind once, with its first example and its count. */
export interface Findings {
  add(what: string, error: unknown, example: unknown): void;
  /** Total number of findings, including repeated ones. */
  readonly times: number;
  /** Throws when there are findings. */
  check(door: string): void;
}

export function createFindings(): Findings {
  const found = new Map<string, { times: number; readonly example: string }>();
  let total = 0;
  return {
    get times() {
      return total;
    },
    add(what, error, example) {
      const key = `${what}: ${describe(error)}`;
      total += 1;
      const known = found.get(key);
      if (known !== undefined) known.times += 1;
      else if (found.size < MOST) found.set(key, { times: 1, example: show(example) });
    },
    check(door) {
      if (found.size === 0) return;
      const lines = [...found].map(([key, { times, example }]) => `${times} × ${key}\n    first with ${example}`);
      throw new Error(`The entry point "${door}" violates a guarantee:\n  ${lines.join('\n  ')}`);
    },
  };
}

/** Describes an error without case-specific details, with the first project frame of its stack. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return show(error);
  const { name, message, stack = '' } = error;
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  const place = /packages\/(?!fuzz\/)\w+\/src\/[^)\n]*/.exec(stack)?.[0] ?? '';
  const said = message
    .slice(0, 200)
    .replace(/\d+/g, 'N')
    .replace(/"[^"]*"/g, '"…"');
  return `${name}${code}: ${said} ${place}`;
}

function show(value: unknown): string {
  try {
    return inspect(value, { depth: 6, breakLength: Infinity, maxStringLength: 80, maxArrayLength: 10 }).slice(
      0,
      LONGEST,
    );
  } catch {
    return `a ${typeof value} that cannot be shown`;
  }
}
