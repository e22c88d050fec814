import { cpeOf } from '../mapping/cpe.ts';
import type { TableRow } from '../mapping/table.ts';
import { installedSoftware } from '../nessus/software.ts';
import type { RawFinding } from '../parser.ts';
import { columns } from './columns.ts';

/** The product that the plugin's first application platform name (CPE) names, with the versions that its output lists. */
export function componentOf(row: TableRow): RawFinding['component'] {
  const names = row.text(...columns.cpe)?.split(/[\s,;'"[\]]+/, 100) ?? [];
  const name = names.find((each) => cpeOf(each)?.part === 'a');
  const product = cpeOf(name ?? '')?.product;
  if (product === undefined) return undefined;
  return { ...installedSoftware(row.text(...columns.output) ?? '', name), name: product };
}
