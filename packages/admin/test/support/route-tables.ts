interface Described {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
}

interface Operation {
  readonly summary: string;
  readonly 'x-permission': string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: {
    readonly content: { readonly [type: string]: { readonly schema: { readonly properties?: object } } };
  };
}

const BEGIN = '<!-- routes: `npm run unit -- packages/admin/test/description.test.ts -u` writes them -->';
const END = '<!-- end of routes -->';

/** Returns the page with the table of routes made anew from the OpenAPI document. */
export function withRoutes(page: string, description: unknown): string {
  const start = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (start === -1 || end === -1) throw new Error('docs/admin-api.md has no place for the routes.');
  return `${page.slice(0, start)}${BEGIN}\n\n${tableOf(description as Described)}\n\n${page.slice(end)}`;
}

function tableOf({ paths }: Described): string {
  const rows = Object.entries(paths)
    // The three kinds of documents have the same routes.
    .filter(([path]) => !/^\/(?:segments|environments)(?:$|\/\{key\}(?!\/members))/.test(path))
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => rowOf(path, method, operation)));
  return ['| route | does | takes | needs |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

function rowOf(path: string, method: string, operation: Operation): string {
  const { summary, parameters, requestBody } = operation;
  const query = parameters.filter(({ in: place }) => place === 'query').map(({ name }) => `\`${name}\``);
  const properties = requestBody?.content['application/json']?.schema.properties;
  const body = Object.keys(properties ?? {}).map((name) => `\`${name}\``);
  const takes = [
    ...(query.length === 0 ? [] : [`query ${query.join(' ')}`]),
    ...(requestBody === undefined ? [] : [body.length === 0 ? 'a document' : `body ${body.join(' ')}`]),
  ];
  return `| \`${method.toUpperCase()} ${path}\` | ${summary} | ${takes.join('; ')} | ${operation['x-permission']} |`;
}
