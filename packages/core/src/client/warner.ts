import { inBackground } from '../timing/background.ts';

/** Prints a warning, unless it was printed before. The hint is printed once. Of a cause, only its place is printed. */
export type Warn = (code: string, message: string, hint: string, cause?: unknown) => void;

/** Maximum number of distinct warnings: messages may contain keys from outside. */
const MAX_WARNINGS = 100;

/** The part of Node's `process` that is used where there is one. */
interface Process {
  emitWarning(
    message: string,
    options: { readonly type: string; readonly code: string; readonly detail?: string },
  ): void;
}

/** Returns a function that prints each distinct warning once, as a warning of the process where there is one. */
export function createWarner(): Warn {
  const printed = new Set<string>();
  return (code, message, hint, cause) => {
    const text = `${code} ${message}`;
    if (printed.size >= MAX_WARNINGS || printed.has(text)) return;
    const isNew = !printed.has(hint);
    printed.add(text).add(hint);
    inBackground(() => print(code, `${message}${placeOf(cause)}`, isNew ? hint : undefined));
  };
}

/** Describes an error without its message, which may contain personal data or statements. */
function placeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  const { name, stack = '' } = cause;
  const code = 'code' in cause && typeof cause.code === 'string' ? ` ${cause.code}` : '';
  const frame = /\n +at (.+)/.exec(stack)?.[1];
  return ` Caused by ${name}${code}${frame === undefined ? '' : ` at ${frame}`}.`;
}

function print(code: string, message: string, detail: string | undefined): void {
  const { process } = globalThis as { readonly process?: Partial<Process> };
  if (typeof process?.emitWarning === 'function') {
    process.emitWarning(message, { type: 'FlagstaffWarning', code, ...(detail !== undefined && { detail }) });
    return;
  }
  // oxlint-disable-next-line no-console -- the only output of other runtimes
  console.warn(`Flagstaff: ${code}: ${message}${detail === undefined ? '' : `\n${detail}`}`);
}
