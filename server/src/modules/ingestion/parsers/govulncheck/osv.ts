import { addOnce, addVulnerabilityId } from '../mapping/identifiers.ts';
import { arrayOf, objectOf, textOf, textsOf } from '../mapping/json.ts';
import type { JsonObject } from '../readers/json/value.ts';

/** What is kept of a record of the Go vulnerability database (OSV format). */
export interface Advisory {
  readonly summary: string | undefined;
  readonly details: string | undefined;
  readonly cves: readonly string[];
  readonly advisories: readonly string[];
  readonly references: readonly string[];
  readonly withdrawn: boolean;
}

const maxRecords = 20_000;
const maxDetailsLength = 8_000;

/** Records come before the findings that name them. At most 20,000. */
export class Advisories {
  readonly #records = new Map<string, Advisory>();

  add(record: JsonObject): void {
    const id = textOf(record.id);
    if (id !== undefined && this.#records.size < maxRecords) this.#records.set(id, advisoryOf(record));
  }

  find(id: string): Advisory | undefined {
    return this.#records.get(id);
  }
}

export function advisoryOf(record: JsonObject): Advisory {
  const lists = { cves: [], advisories: [] };
  for (const id of [...textsOf(record.id), ...textsOf(record.aliases)]) addVulnerabilityId(lists, id);
  const references: string[] = [];
  const page = textOf(objectOf(record.database_specific).url);
  const links = arrayOf(record.references).map((entry) => textOf(objectOf(entry).url));
  for (const url of [page, ...links]) addOnce(references, url?.slice(0, 2_048) ?? '');
  return {
    summary: textOf(record.summary),
    details: textOf(record.details)?.slice(0, maxDetailsLength),
    ...lists,
    references: references.slice(0, 200),
    withdrawn: textOf(record.withdrawn) !== undefined,
  };
}
