/** Variants beyond these share the last color. */
const COLORS = 6;

/** Returns the class that gives a variant its color and pattern: the same one wherever a flag's variant is shown. */
export function variantClass(names: readonly string[], name: string): string {
  const index = names.indexOf(name);
  return index === -1 ? 'variant-none' : `variant-${Math.min(index, COLORS - 1) + 1}`;
}
