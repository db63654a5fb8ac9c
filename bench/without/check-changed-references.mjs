/** All references are checked again. */
export const checkChangedReferences = () => undefined;
