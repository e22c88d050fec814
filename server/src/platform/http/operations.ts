import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Operation } from '../../kernel/operation.ts';

const modulesFolder = join(import.meta.dirname, '../../modules');

/**
 * Every operation of every module: `operations` of each `modules/<module>/contract.ts`, in order of folder name.
 * @throws Error when a folder has no contract, or two operations share an id or a method and path
 */
export async function loadOperations(folder: string = modulesFolder): Promise<readonly Operation[]> {
  const modules = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  const found = await Promise.all(modules.map((name) => contractOf(join(folder, name, 'contract.ts'))));
  const operations = found.flat();
  assertUnique(operations.map((op) => op.id));
  assertUnique(operations.map((op) => `${op.method} ${op.path}`));
  return operations;
}

async function contractOf(path: string): Promise<readonly Operation[]> {
  const loaded: unknown = await import(pathToFileURL(path).href);
  if (typeof loaded === 'object' && loaded !== null && 'operations' in loaded) {
    const { operations } = loaded;
    if (Array.isArray(operations) && operations.every(isOperation)) return operations;
  }
  throw new Error(`${path} must export const operations = [ … ], each made by operation()`);
}

function isOperation(value: unknown): value is Operation {
  return (
    typeof value === 'object' && value !== null && 'id' in value && 'access' in value && 'response' in value
  );
}

function assertUnique(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two operations are called ${twice}`);
}
