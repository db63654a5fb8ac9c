import { parseAddress, parseNetwork } from '../cidr.ts';
import { networkTest } from '../networks.ts';
import type { remembering as rememberingType } from '../remembered.ts';
import type { LoadedOperator, LoadedOperators } from './lazy-operator.ts';
import type { Operand } from './operator.ts';

/** Returns the operator for an IP address within a network, or within one of several. */
export function addressOperators(
  remembering: typeof rememberingType,
  words: (operand: Operand) => readonly string[],
): LoadedOperators<'in_cidr'> {
  const addressOf = remembering((text: string) => parseAddress(text) ?? null);

  const inCidr: LoadedOperator = {
    // Parsing an IPv6 network takes longer.
    work: (operand) => words(operand).reduce((work, text) => work + (text.includes(':') ? 150 : 60), 20),
    fault(operand) {
      const wrong = words(operand).find((text) => parseNetwork(text) === undefined);
      return wrong === undefined
        ? undefined
        : `${JSON.stringify(wrong.slice(0, 64))} is not a network; write one such as 10.0.0.0/8 or 2001:db8::/32`;
    },
    compile(operand) {
      const isIn = networkTest(words(operand).map((text) => parseNetwork(text)!));
      return (actual) => {
        const address = typeof actual === 'string' ? addressOf(actual) : null;
        return address !== null && isIn(address);
      };
    },
  };

  return { in_cidr: inCidr };
}
