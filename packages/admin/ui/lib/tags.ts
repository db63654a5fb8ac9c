/** How tags are typed: separated by commas. */
export const TAGS = {
  format: (tags: readonly string[]) => tags.join(', '),
  parse: (text: string): readonly string[] => [
    ...new Set(
      text
        .split(',')
        .map((tag) => tag.trim())
        .filter(Boolean),
    ),
  ],
};
