/** The exit codes of all commands. Docs: docs/cli.md, "Exit codes" */
export const EXIT = {
  /** The command did what it was asked to. */
  done: 0,
  /** The command looked for something, such as a difference, and found it. */
  findings: 1,
  /** The arguments or the configuration are wrong. */
  usage: 2,
  /** The store or the server refused: permission, conflict, invalid document, missing document. */
  refused: 3,
  /** The store or the server did not respond. */
  unreachable: 4,
  /** A write was sent, and its outcome is unknown. */
  unknown: 5,
  /** The command itself is faulty. */
  fault: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
