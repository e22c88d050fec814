import { textOf } from '../mapping/json.ts';
import type { RawFinding } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** Words of `issueStatus`, `resolution` and `status` that close an issue or a hotspot, letters alone. */
const statuses: Readonly<Record<string, NonNullable<RawFinding['sourceStatus']>>> = {
  FALSEPOSITIVE: 'FALSE_POSITIVE',
  WONTFIX: 'ACCEPTED',
  ACCEPTED: 'ACCEPTED',
  ACCEPT: 'ACCEPTED',
  ACKNOWLEDGED: 'ACCEPTED',
  SAFE: 'NOT_AFFECTED',
  FIXED: 'FIXED',
  REMOVED: 'FIXED',
  RESOLVED: 'FIXED',
  CLOSED: 'FIXED',
};

/** The most telling word first: RESOLVED says less than the resolution beside it. */
export function statusOf(issue: JsonObject): RawFinding['sourceStatus'] {
  for (const value of [issue.issueStatus, issue.resolution, issue.status]) {
    const word = (textOf(value) ?? '').toUpperCase().replaceAll(/[^A-Z]/g, '');
    if (Object.hasOwn(statuses, word)) return statuses[word];
  }
  return undefined;
}
