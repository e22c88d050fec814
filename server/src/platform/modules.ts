import { access, readdir } from 'node:fs/promises';
import { AppError } from '../kernel/errors.ts';
import type { Operation } from '../kernel/operation.ts';
import type { Consumer } from './events/consumer.ts';
import { answers, type Binding } from './http/handler.ts';
import type { Authenticator } from './http/principal.ts';
import type { Job } from './jobs/job.ts';
import type { ModuleParts, Platform } from './platform.ts';

const folder = new URL('../modules/', import.meta.url);
const files = ['contract', 'routes', 'jobs', 'consumers', 'authenticator', 'start', 'sealed'] as const;

/** Every module's parts, found by folder and file name, in alphabetical order. */
export async function loadModules(): Promise<ReadonlyMap<string, Partial<ModuleParts>>> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  const modules = await Promise.all(
    names.sort().map(async (name) => [name, await loadModule(name)] as const),
  );
  return new Map(modules);
}

async function loadModule(name: string): Promise<Partial<ModuleParts>> {
  const found = await Promise.all(
    files.map(async (file): Promise<Partial<ModuleParts>> => {
      const url = new URL(`${name}/${file}.ts`, folder);
      return (await exists(url)) ? import(url.href) : {};
    }),
  );
  const parts: Partial<ModuleParts> = Object.assign({}, ...found);
  return parts;
}

async function exists(url: URL): Promise<boolean> {
  return access(url).then(
    () => true,
    () => false,
  );
}

export interface Assembled {
  readonly bindings: readonly Binding[];
  readonly jobs: readonly Job[];
  readonly consumers: readonly Consumer[];
  readonly authenticator: Authenticator;
}

/**
 * All modules over one platform. Every operation is bound exactly once; one marked `notBuilt` answers 501 NOT_BUILT.
 * @throws Error naming the operation that has no handler, two handlers, or a handler although it is marked not built
 */
export function assemble(loaded: ReadonlyMap<string, Partial<ModuleParts>>, platform: Platform): Assembled {
  const modules = [...loaded.values()];
  const operations = modules.flatMap((parts) => parts.operations ?? []);
  const bound = modules.flatMap((parts) => parts.routes?.(platform) ?? []);
  const createAuthenticator = modules.find((parts) => parts.createAuthenticator)?.createAuthenticator;
  if (!createAuthenticator) throw new Error('no module exports createAuthenticator');
  return {
    bindings: operations.map((op) => bindingOf(op, bound)),
    jobs: modules.flatMap((parts) => parts.jobs?.(platform) ?? []),
    consumers: modules.flatMap((parts) => parts.consumers?.(platform) ?? []),
    authenticator: createAuthenticator(platform),
  };
}

/** Runs what modules do once at start (first tenant, recurring jobs), in order of their names. */
export async function startModules(
  loaded: ReadonlyMap<string, Partial<ModuleParts>>,
  platform: Platform,
): Promise<void> {
  for (const parts of loaded.values()) await parts.start?.(platform);
}

function bindingOf(op: Operation, bound: readonly Binding[]): Binding {
  const [binding, second] = bound.filter((one) => one.op.id === op.id);
  if (second) throw new Error(`${op.id} has two handlers`);
  if (binding && op.notBuilt) throw new Error(`${op.id} has a handler: remove notBuilt from its contract`);
  if (binding) return binding;
  if (!op.notBuilt) throw new Error(`${op.id} has no handler: bind it in its module's routes.ts`);
  return notBuilt(op);
}

/** Authorized like any other, so that the answer tells a stranger nothing. */
function notBuilt(op: Operation): Binding {
  const refuse = async () => {
    throw new AppError('NOT_BUILT', 'This endpoint is part of the API but not built yet.');
  };
  return op.access.kind === 'TENANT' ? { kind: 'TENANT', op, run: refuse } : answers(op, refuse);
}
