/**
 * Returns rows of one index below each size, such that every pair of indices of any two columns occurs in some row. Greedy: each row
 * starts with a missing pair, and chooses for every other column the index that covers most missing pairs.
 */
export function pairwise(sizes: readonly number[]): number[][] {
  const missing = allPairs(sizes);
  const rows: number[][] = [];
  for (const first of missing.values()) {
    const row = new Map([
      [first.left, first.a],
      [first.right, first.b],
    ]);
    for (const [column, size] of sizes.entries()) {
      if (!row.has(column)) row.set(column, bestIndex(column, size, row, missing));
    }
    for (const name of pairsOf(row)) missing.delete(name);
    rows.push(sizes.map((_, column) => row.get(column)!));
  }
  return rows;
}

interface Pair {
  readonly left: number;
  readonly a: number;
  readonly right: number;
  readonly b: number;
}

type Missing = Map<string, Pair>;

function nameOf({ left, a, right, b }: Pair): string {
  return left < right ? `${left}:${a} ${right}:${b}` : `${right}:${b} ${left}:${a}`;
}

function allPairs(sizes: readonly number[]): Missing {
  const pairs: Missing = new Map();
  for (const [left, leftSize] of sizes.entries()) {
    for (let right = left + 1; right < sizes.length; right++) {
      for (let a = 0; a < leftSize; a++) {
        for (let b = 0; b < sizes[right]!; b++) {
          const pair = { left, a, right, b };
          pairs.set(nameOf(pair), pair);
        }
      }
    }
  }
  return pairs;
}

/** Returns the index that covers most missing pairs. Ties go to the index with most missing pairs in any row. */
function bestIndex(column: number, size: number, row: ReadonlyMap<number, number>, missing: Missing): number {
  let best = 0;
  let most = -1;
  for (let index = 0; index < size; index++) {
    let met = 0;
    let ahead = 0;
    for (const [left, a] of row) if (missing.has(nameOf({ left, a, right: column, b: index }))) met++;
    for (const pair of missing.values()) if (touches(pair, column, index)) ahead++;
    const score = met + ahead / (missing.size + 1);
    if (score > most) [best, most] = [index, score];
  }
  return best;
}

function touches({ left, a, right, b }: Pair, column: number, index: number): boolean {
  return (left === column && a === index) || (right === column && b === index);
}

function* pairsOf(row: ReadonlyMap<number, number>): Iterable<string> {
  for (const [left, a] of row) {
    for (const [right, b] of row) if (left < right) yield nameOf({ left, a, right, b });
  }
}
