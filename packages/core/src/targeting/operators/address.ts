import { inNetwork, parseAddress, parseNetwork } from '../cidr.ts';
import { words } from './operator.ts';
import type { OperatorDefinition, Test } from './operator.ts';

/** An IP address in a network, or in one of a list. */
export const inCidr: OperatorDefinition = {
  operand: 'word or words',
  ignoreCase: false,
  fault(operand) {
    const wrong = words(operand).find((text) => parseNetwork(text) === undefined);
    return wrong === undefined
      ? undefined
      : `${JSON.stringify(wrong.slice(0, 64))} is not a network; write one such as 10.0.0.0/8 or 2001:db8::/32`;
  },
  compile(operand): Test {
    const networks = words(operand).map((text) => parseNetwork(text)!);
    return (actual) => {
      const address = typeof actual === 'string' ? parseAddress(actual) : undefined;
      return address !== undefined && networks.some((network) => inNetwork(address, network));
    };
  },
};
