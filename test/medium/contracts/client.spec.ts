/** The client is made from the document, and its README is true. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';
import { typescriptOf } from '../../../packages/client/generate/typescript-of.js';
import { openApiDocument } from '../../../apps/gateway/src/api-page/openapi.js';

const CLIENT = 'packages/client';

describe('the client', () => {
  it('has the types of the document', () => {
    const text = typescriptOf(openApiDocument('https://api.example.com'));
    if (readFileSync(`${CLIENT}/src/api.ts`, 'utf8') !== text)
      throw new Error(`${CLIENT}/src/api.ts is stale: run npm run contracts`);
  });

  it('is used in its README as it can be', () => {
    const readme = readFileSync(`${CLIENT}/README.md`, 'utf8');
    const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) =>
      code!.replace('@carillon/client', './index.js'),
    );
    expect(blocks.length).toBeGreaterThan(3);
    expect(wrongIn(new Map(blocks.map((code, i) => [resolve(`${CLIENT}/src/readme-${i}.ts`), code])))).toEqual([]);
  }, 60_000);
});

/** What the compiler says of files that are not there. */
function wrongIn(files: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(`${CLIENT}/tsconfig.json`, (file) => readFileSync(file, 'utf8')) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve(CLIENT));
  const host = ts.createCompilerHost(options);
  const [fileExists, readFile] = [host.fileExists.bind(host), host.readFile.bind(host)];
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...rest) => {
    const text = files.get(file);
    return text === undefined ? getSourceFile(file, ...rest) : ts.createSourceFile(file, text, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram([...files.keys()], { ...options, noEmit: true }, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
