/** Styles for a terminal. */
export interface Style {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
}

const CODES: { readonly [name in keyof Style]: readonly [on: number, off: number] } = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
};

export function createStyle(isColored: boolean): Style {
  const styled = ([on, off]: readonly [number, number]) =>
    isColored ? (text: string) => `\u001B[${on}m${text}\u001B[${off}m` : (text: string) => text;
  return {
    bold: styled(CODES.bold),
    dim: styled(CODES.dim),
    red: styled(CODES.red),
    green: styled(CODES.green),
    yellow: styled(CODES.yellow),
  };
}
