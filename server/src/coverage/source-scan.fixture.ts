import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import type TypeScript from '../../../client/node_modules/typescript/lib/typescript.js';

/** What the shape of the repository is judged by, read from the syntax tree and not from the text. */
export interface SourceFile {
  /** Below `server/src`, with forward slashes. */
  readonly path: string;
  readonly lines: number;
  /** Files of ours that it imports, below `server/src`; types too. */
  readonly imports: readonly string[];
  /** Whether it has statements for the database in it. */
  readonly hasSql: boolean;
  /** Lines with `Date.now`, `new Date()` or `Math.random`. */
  readonly clocks: readonly number[];
  /** Lines with a cast other than `as const`, or `!`. */
  readonly casts: readonly number[];
  readonly anys: readonly number[];
}

const root = resolve(import.meta.dirname, '..');
// The client's generator brings the TypeScript that has a parser; version 7 has none for JavaScript.
const ts: typeof TypeScript = createRequire(join(root, '../../client/package.json'))('typescript');

/** Every TypeScript file of the server. */
export function scanSources(): readonly SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.gen.ts'))
    .map((path) => scan(path.replaceAll('\\', '/')))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function scan(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8');
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const nodes = [...walk(file)];
  const lineOf = (node: TypeScript.Node) => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
  return {
    path,
    lines: text.split('\n').length - 1,
    imports: nodes.flatMap((node) => importOf(node, path)),
    hasSql: nodes.some(isSql),
    clocks: nodes.filter(readsClock).map(lineOf),
    casts: nodes.filter(isCast).map(lineOf),
    anys: nodes.filter((node) => node.kind === ts.SyntaxKind.AnyKeyword).map(lineOf),
  };
}

function* walk(node: TypeScript.Node): Generator<TypeScript.Node> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

function childrenOf(node: TypeScript.Node): readonly TypeScript.Node[] {
  const children: TypeScript.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  return children;
}

function importOf(node: TypeScript.Node, path: string): readonly string[] {
  const name = specifierOf(node);
  if (name === undefined || !ts.isStringLiteralLike(name) || !name.text.startsWith('.')) return [];
  return [relative(root, resolve(root, dirname(path), name.text)).replaceAll('\\', '/')];
}

function specifierOf(node: TypeScript.Node): TypeScript.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return node.arguments[0];
  return undefined;
}

function isSql(node: TypeScript.Node): boolean {
  if (ts.isTaggedTemplateExpression(node)) return node.tag.getText() === 'sql';
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
  const { expression, name } = node.expression;
  return name.text === 'query' || (expression.getText() === 'sql' && name.text === 'raw');
}

function readsClock(node: TypeScript.Node): boolean {
  if (ts.isNewExpression(node))
    return node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0;
  if (!ts.isPropertyAccessExpression(node)) return false;
  return ['Date.now', 'Math.random'].includes(node.getText());
}

function isCast(node: TypeScript.Node): boolean {
  if (ts.isAsExpression(node)) return node.type.getText() !== 'const';
  return ts.isTypeAssertionExpression(node) || ts.isNonNullExpression(node);
}
