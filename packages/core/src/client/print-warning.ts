/** The part of Node's `process` that is used where there is one. */
interface Process {
  emitWarning(
    message: string,
    options: { readonly type: string; readonly code: string; readonly detail?: string },
  ): void;
}

/** What to do about the warnings of each topic. */
const HINTS = {
  errors: "Listen with `flagstaff.on('error', …)` to see every error; a listener silences these warnings.",
  mistakes: 'With NODE_ENV=production, mistakes in evaluations are not printed.',
  clients: 'Create one client and share it: each holds all documents and follows the store on connections of its own.',
} as const;

export type WarningTopic = keyof typeof HINTS;

/**
 * Prints a warning, as a warning of the process where there is one.
 * @param topic Whose hint to print, too. Undefined for none.
 * @param cause Only its place is printed.
 */
export function printWarning(code: string, text: string, topic: WarningTopic | undefined, cause: unknown): void {
  const detail = topic && HINTS[topic];
  const message = `${text}${placeOf(cause)}`;
  const { process } = globalThis as { readonly process?: Partial<Process> };
  if (typeof process?.emitWarning === 'function') {
    process.emitWarning(message, { type: 'FlagstaffWarning', code, ...(detail !== undefined && { detail }) });
    return;
  }
  // oxlint-disable-next-line no-console -- the only output of other runtimes
  console.warn(`Flagstaff: ${code}: ${message}${detail === undefined ? '' : `\n${detail}`}`);
}

/** Describes an error without its message, which may contain personal data or statements. */
function placeOf(cause: unknown): string {
  if (!(cause instanceof Error)) return '';
  const { name, stack = '' } = cause;
  const code = 'code' in cause && typeof cause.code === 'string' ? ` ${cause.code}` : '';
  const frame = /\n +at (.+)/.exec(stack)?.[1];
  return ` Caused by ${name}${code}${frame === undefined ? '' : ` at ${frame}`}.`;
}
