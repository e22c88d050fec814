import { cvssStatement } from '../mapping/cvss.ts';
import { arrayOf, isObject, numberOf, objectOf, textOf, textsOf } from '../mapping/json.ts';
import type { CvssStatement } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import type { ProductTree } from './product-tree.ts';

export interface SaidOfProduct {
  readonly scores: readonly JsonObject[];
  readonly threats: readonly JsonObject[];
  readonly remediations: readonly JsonObject[];
  /** Why a product is not affected. */
  readonly flags: string[];
  readonly remedy: string | undefined;
  readonly categories: string[];
  readonly isExploited: boolean;
}

const lists = ['scores', 'metrics', 'threats', 'remediations', 'flags'] as const;
type List = (typeof lists)[number];

/** What a vulnerability says of single products: scores, threats, remediations and flags, found without going through all of them. */
export class ProductStatements {
  readonly #byProduct = new Map<string, Map<List, JsonObject[]>>();
  /** Entries that name no product hold for all. */
  readonly #general = new Map<List, JsonObject[]>();

  constructor(vulnerability: JsonObject, tree: ProductTree) {
    for (const list of lists) {
      for (const entry of arrayOf(vulnerability[list]).filter(isObject)) this.#add(list, entry, tree);
    }
  }

  of(id: string | undefined): SaidOfProduct {
    const remediations = this.#entries('remediations', id);
    const threats = this.#entries('threats', id);
    return {
      scores: [...this.#entries('scores', id), ...this.#entries('metrics', id)],
      threats,
      remediations,
      flags: this.#entries('flags', id).flatMap(({ label }) => textsOf(label)),
      remedy: remedyOf(remediations),
      categories: [...new Set(remediations.flatMap(({ category }) => textsOf(category)))],
      isExploited: threats.some(
        ({ category, details }) =>
          textOf(category) === 'exploit_status' && /exploited:\s*yes/i.test(textOf(details) ?? ''),
      ),
    };
  }

  #add(list: List, entry: JsonObject, tree: ProductTree): void {
    const groups = textsOf(entry.group_ids).flatMap((id) => tree.groupOf(id));
    const ids = new Set([...textsOf(entry.product_ids), ...textsOf(entry.products), ...groups]);
    if (ids.size === 0) push(this.#general, list, entry);
    for (const id of ids) {
      const known = this.#byProduct.get(id) ?? new Map<List, JsonObject[]>();
      this.#byProduct.set(id, known);
      push(known, list, entry);
    }
  }

  #entries(list: List, id: string | undefined): readonly JsonObject[] {
    const own = id === undefined ? [] : (this.#byProduct.get(id)?.get(list) ?? []);
    return [...own, ...(this.#general.get(list) ?? [])];
  }
}

function push(entries: Map<List, JsonObject[]>, list: List, entry: JsonObject): void {
  const known = entries.get(list);
  if (known === undefined) entries.set(list, [entry]);
  else known.push(entry);
}

/** The best remedy first: a fix, then what helps until there is one. */
const remedyOrder = [
  'vendor_fix',
  'optional_patch',
  'mitigation',
  'workaround',
  'fix_planned',
  'none_available',
  'no_fix_planned',
];

function remedyOf(remediations: readonly JsonObject[]): string | undefined {
  const rank = ({ category }: JsonObject): number => {
    const at = remedyOrder.indexOf(textOf(category) ?? '');
    return at === -1 ? remedyOrder.length : at;
  };
  const texts = remediations.toSorted((a, b) => rank(a) - rank(b)).flatMap(({ details }) => textsOf(details));
  return texts.length === 0 ? undefined : [...new Set(texts)].join('\n\n').slice(0, 65_536);
}

/** CVSS of all versions and the words in it: `scores` of CSAF 2.0, `metrics` of 2.1 with its source. */
export function scoresOf(entries: readonly JsonObject[]): {
  readonly words: (string | undefined)[];
  readonly cvss: (CvssStatement | undefined)[];
} {
  const words: (string | undefined)[] = [];
  const cvss: (CvssStatement | undefined)[] = [];
  for (const entry of entries.slice(0, 100)) {
    const content = isObject(entry.content) ? entry.content : entry;
    for (const name of ['cvss_v4', 'cvss_v3', 'cvss_v2'] as const) {
      const score = objectOf(content[name]);
      words.push(textOf(score.baseSeverity));
      cvss.push(
        cvssStatement({
          version: versionOf(name, score.version),
          vector: textOf(score.vectorString),
          score: numberOf(score.baseScore),
          source: textOf(entry.source),
        }),
      );
    }
  }
  return { words, cvss };
}

function versionOf(
  name: 'cvss_v4' | 'cvss_v3' | 'cvss_v2',
  version: JsonValue | undefined,
): CvssStatement['version'] {
  if (name === 'cvss_v4') return '4.0';
  if (name === 'cvss_v2') return '2.0';
  return textOf(version) === '3.0' ? '3.0' : '3.1';
}
