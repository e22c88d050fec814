import type { JsonValue } from '../../../../platform/pdf/typst.ts';
import type { Figures } from './figures.ts';
import type { BoardPackSnapshot } from './snapshot.ts';
import { bandFloor, bands } from './snapshot.ts';

/** One page as plain values for the template, `kind` choosing its function there, with the drawings it names. */
export interface Page {
  readonly page: JsonValue;
  readonly drawings?: Readonly<Record<string, string>>;
}

/** What every page is worded from. */
export interface PageInput {
  readonly facts: BoardPackSnapshot;
  readonly figures: Figures;
  /** `#RRGGBB`, readable on white. */
  readonly accent: string;
}

/** Lowest score of the band above, 100 above the best. */
export function nextFloor(index: number): number {
  const above = bands[index + 1];
  return above === undefined ? 100 : bandFloor[above];
}
