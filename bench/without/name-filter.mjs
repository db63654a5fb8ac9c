export const filterOf = () => undefined;
export const mayHave = () => true;
