/** Finite numbers from `least` to `most`, inclusive. Empty when `least` is more than `most`. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
}

/** Returns the numbers for which `gt`, `gte`, `lt` or `lte` holds. Undefined for other operators. */
export function comparedTo(operator: string, operand: number): NumberRange | undefined {
  switch (operator) {
    case 'gt':
      return { least: nextAbove(operand), most: Number.MAX_VALUE };
    case 'gte':
      return { least: operand, most: Number.MAX_VALUE };
    case 'lt':
      return { least: -Number.MAX_VALUE, most: -nextAbove(-operand) };
    case 'lte':
      return { least: -Number.MAX_VALUE, most: operand };
    default:
      return undefined;
  }
}

/** NaN and the infinities are in no range. */
export function isWithin(value: unknown, { least, most }: NumberRange): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}

/** Returns the smallest number above a finite one. IEEE 754 numbers of one sign are ordered by their bits. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}
