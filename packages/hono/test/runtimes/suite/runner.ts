/** The result of a run on a runtime. Plain data, because it is sent over a pipe or a socket. */
export interface Report {
  readonly runtime: string;
  readonly passed: number;
  /** Number of passed cases per outermost `describe`. */
  readonly passedIn: { readonly [title: string]: number };
  readonly failures: readonly { readonly title: string; readonly message: string }[];
}

interface Case {
  readonly title: string;
  readonly group: string;
  readonly body: () => unknown;
}

/** `describe`, `it` and `afterAll` without a test runner, because none runs on every runtime. */
export interface Runner {
  readonly describe: (title: string, body: () => void) => void;
  readonly it: (title: string, body: () => unknown) => void;
  readonly afterAll: (body: () => unknown) => void;
  /** Runs the collected cases in order. */
  readonly run: (runtime: string) => Promise<Report>;
}

export function createRunner(): Runner {
  const path: string[] = [];
  const cases: Case[] = [];
  const endings: (() => unknown)[] = [];
  return {
    describe(title, body) {
      path.push(title);
      body();
      path.pop();
    },
    it: (title, body) => void cases.push({ title: [...path, title].join(' > '), group: path[0] ?? '', body }),
    afterAll: (body) => void endings.push(body),
    async run(runtime) {
      const failures: { title: string; message: string }[] = [];
      const passedIn: { [title: string]: number } = {};
      for (const { title, group, body } of cases) {
        try {
          await withinReason(body);
          passedIn[group] = (passedIn[group] ?? 0) + 1;
        } catch (error) {
          const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
          failures.push({ title, message: message.slice(0, 2_000) });
        }
      }
      for (const end of endings) await end();
      return { runtime, passed: cases.length - failures.length, passedIn, failures };
    },
  };
}

/** Milliseconds after which a case counts as hanging: its title is more useful than a run that never ends. */
const DEADLINE_MS = 45_000;

async function withinReason(body: () => unknown): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`did not end within ${DEADLINE_MS} ms`)), DEADLINE_MS);
  });
  try {
    await Promise.race([(async () => body())(), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
