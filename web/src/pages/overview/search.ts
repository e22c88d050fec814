import { trendRanges } from '../../api/dashboard.ts';
import { defined, readWord } from '../../shared/search.ts';

export function readOverviewSearch(search: Record<string, unknown>) {
  return defined({ range: readWord(search.range, trendRanges) });
}
