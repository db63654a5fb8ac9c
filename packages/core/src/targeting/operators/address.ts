import { parseAddress, parseNetwork } from '../cidr.ts';
import { networkTest } from '../networks.ts';
import { remembering } from '../remembered.ts';
import { words } from './operator.ts';
import type { OperatorDefinition, Test } from './operator.ts';

const addressOf = remembering((text: string) => parseAddress(text) ?? null);

/** An IP address within a network, or within one of several. */
export const inCidr: OperatorDefinition = {
  operand: 'word or words',
  ignoreCase: false,
  // Parsing an IPv6 network takes longer.
  work: (operand) => words(operand).reduce((work, text) => work + (text.includes(':') ? 150 : 60), 20),
  fault(operand) {
    const wrong = words(operand).find((text) => parseNetwork(text) === undefined);
    return wrong === undefined
      ? undefined
      : `${JSON.stringify(wrong.slice(0, 64))} is not a network; write one such as 10.0.0.0/8 or 2001:db8::/32`;
  },
  compile(operand): Test {
    const isIn = networkTest(words(operand).map((text) => parseNetwork(text)!));
    return (actual) => {
      const address = typeof actual === 'string' ? addressOf(actual) : null;
      return address !== null && isIn(address);
    };
  },
};
