import { SOAKING } from './soak.ts';

/** What a suite registers its cases with. */
export interface Runner {
  readonly describe: (title: string, body: () => void) => unknown;
  readonly it: (title: string, body: () => Promise<void>) => unknown;
}

/** Groups of the storage conformance suite that test what all ways to reach one kind of store share. */
const SHARED: readonly string[] = ['arguments of the wrong type', 'large histories', 'through a client'];
/** Which cases of a repeated suite run every day. */
export interface Share {
  /** One case in so many. Defaults to 5. */
  readonly oneIn?: number;
}

type Register = () => unknown;

/**
 * Returns a runner for a suite that another test runs in full: it takes a share of the cases, and leaves out groups that both have in
 * common. A soak runs all cases.
 *
 * @param door The way to reach the store. Its name decides which cases run, so different doors run different ones.
 */
export function repeated(runner: Runner, door: string, { oneIn = 5 }: Share = {}, soaking: boolean = SOAKING): Runner {
  if (soaking) return runner;
  let found = Array.from(door, (character) => character.codePointAt(0)!).reduce((sum, each) => sum + each, 0);
  let group: Register[] | undefined;
  /** Registers in the group around, once that is known to have a case: runners refuse an empty group. */
  const add = (register: Register): unknown => (group === undefined ? register() : group.push(register));
  return {
    describe(title, body) {
      if (SHARED.includes(title)) return;
      const around = group;
      const members: Register[] = [];
      group = members;
      body();
      group = around;
      if (members.length > 0) add(() => runner.describe(title, () => members.forEach((register) => register())));
    },
    it(title, body) {
      found += 1;
      if (found % oneIn === 0) add(() => runner.it(title, body));
    },
  };
}
