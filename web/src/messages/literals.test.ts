import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '..');
const spoken = new Set([
  'aria-label',
  'aria-description',
  'alt',
  'title',
  'placeholder',
  'label',
  'hint',
  'what',
  'summary',
]);

/** Words that a reader would see or hear, written into the page instead of into a message file. */
function literals(file: string): string[] {
  const { program, errors } = parseSync(file, readFileSync(file, 'utf8'));
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const found: string[] = [];
  walk(program, (node) => {
    if (node.type === 'JSXText' && hasLetters(node.value)) found.push(String(node.value).trim());
    if (node.type !== 'JSXAttribute' || !isNode(node.name) || !isNode(node.value)) return;
    if (spoken.has(String(node.name.name)) && node.value.type === 'Literal' && hasLetters(node.value.value)) {
      found.push(String(node.value.value));
    }
  });
  return found;
}

type Node = Record<string, unknown>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function hasLetters(value: unknown): boolean {
  return typeof value === 'string' && /\p{L}/u.test(value);
}

function walk(node: unknown, visit: (node: Node) => void): void {
  if (!isNode(node)) return;
  if (typeof node.type === 'string') visit(node);
  for (const child of Object.values(node)) walk(child, visit);
}

describe('words on the pages', () => {
  const files = globSync('**/*.tsx', { cwd: source });

  it('finds the pages', () => {
    expect(files.length).toBeGreaterThan(50);
  });

  it.each(files)('%s keeps its words in the message files', (file) => {
    expect(literals(join(source, file)), 'move these to src/messages/en and use t()').toEqual([]);
  });

  it('notices words that are written into a page', () => {
    const { program } = parseSync('x.tsx', 'const a = <p title="Hello">World</p>;');
    const types: unknown[] = [];
    walk(program, (node) => types.push(node.type));
    expect(types).toContain('JSXText');
    expect(types).toContain('JSXAttribute');
  });
});
