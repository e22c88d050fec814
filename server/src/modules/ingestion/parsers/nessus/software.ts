import type { Draft } from '../mapping/draft.ts';
import type { RawFinding } from '../parser.ts';

type Component = NonNullable<RawFinding['component']>;

/**
 * The first installed software that a plugin output lists ("Path", "Installed version", "Fixed version" lines), named by
 * the item's first application CPE. Undefined when no CPE names it: a version without a name helps nobody.
 */
export function installedSoftware(
  output: string,
  cpe: string | readonly string[] | undefined,
): Component | undefined {
  const name = productOfCpe(typeof cpe === 'string' ? cpe : cpe?.[0]);
  const version = valueAfter(output, 'nstalled version');
  if (name === undefined || version === undefined) return undefined;
  const component: Draft<Component> = { name, version };
  const fixedVersion = valueAfter(output, 'Fixed version');
  const path = valueAfter(output, 'Path');
  if (fixedVersion !== undefined) component.fixedVersion = fixedVersion;
  if (path !== undefined) component.path = path;
  return component;
}

/** "cpe:/a:vendor:product:1.0" and "cpe:2.3:a:vendor:product:…" give "vendor:product". */
function productOfCpe(cpe: string | undefined): string | undefined {
  const parts = (cpe?.split('\n', 1)[0] ?? '').split(':');
  const at = parts[1] === '2.3' ? 2 : 1;
  const kind = parts[at]?.replace('/', '');
  const vendor = parts[at + 1];
  const product = parts[at + 2];
  if (kind !== 'a' || !vendor || !product) return undefined;
  return `${vendor}:${product}`.slice(0, 300);
}

function valueAfter(output: string, label: string): string | undefined {
  const at = output.indexOf(label);
  if (at === -1) return undefined;
  const end = output.indexOf('\n', at);
  const line = output.slice(at + label.length, end === -1 ? undefined : end);
  const value = /^\s*:\s*(\S.*)$/.exec(line)?.[1]?.trim();
  return value === undefined || value === '' ? undefined : value.slice(0, 500);
}
