import type { FindingLocation } from '../parser.ts';
import {
  attributeOf,
  childOf,
  childrenOf,
  textIn,
  textsBelow,
  type XmlElement,
} from '../readers/xml/elements.ts';
import { type FvdlIssue, groupsOf, placeOf, ratingsOfGroups } from './fvdl-issue.ts';
import type { Ratings } from './priority.ts';

export interface FvdlText {
  readonly abstract: string | undefined;
  readonly explanation: string | undefined;
  readonly recommendations: string | undefined;
  readonly references: readonly string[];
}

export interface FvdlRule {
  readonly ratings: Ratings;
  /** Categories of other catalogues, for example `altcategoryCWE`. */
  readonly categories: ReadonlyMap<string, string>;
}

const maxTextLength = 8_000;
const maxRules = 20_000;
const maxSnippetLength = 1_000;
const maxSnippetsLength = 16 * 1024 * 1024;

/** What stands after the vulnerabilities and explains them; only what they asked for is kept of nodes and snippets. */
export class FvdlDefinitions {
  readonly #texts = new Map<string, FvdlText>();
  readonly #rules = new Map<string, FvdlRule>();
  readonly #nodes = new Map<string, FindingLocation | undefined>();
  readonly #snippets = new Map<string, string | undefined>();
  #snippetsLength = 0;

  /** Notes the nodes and the snippet that an issue refers to. */
  ask({ places, snippetId }: FvdlIssue): void {
    for (const place of places) if (typeof place === 'string') this.#nodes.set(place, undefined);
    if (snippetId !== undefined) this.#snippets.set(snippetId, undefined);
  }

  /** Takes a `<Description>`, `<Rule>`, `<Node>` or `<Snippet>`. */
  add(element: XmlElement): void {
    const id = attributeOf(element, element.name === 'Description' ? 'classID' : 'id');
    if (id === undefined) return;
    if (element.name === 'Node' && this.#nodes.has(id)) {
      const location = childOf(element, 'SourceLocation');
      if (location !== undefined) this.#nodes.set(id, placeOf(location));
    } else if (element.name === 'Snippet' && this.#snippets.has(id))
      this.#addSnippet(id, textIn(element, 'Text'));
    else if (element.name === 'Description' && this.#texts.size < maxRules)
      this.#texts.set(id, textsOf(element));
    else if (element.name === 'Rule' && this.#rules.size < maxRules) this.#rules.set(id, ruleOf(element));
  }

  text(classId: string): FvdlText | undefined {
    return this.#texts.get(classId);
  }

  rule(classId: string): FvdlRule | undefined {
    return this.#rules.get(classId);
  }

  node(id: string): FindingLocation | undefined {
    return this.#nodes.get(id);
  }

  snippet(id: string | undefined): string | undefined {
    return id === undefined ? undefined : this.#snippets.get(id);
  }

  #addSnippet(id: string, text: string | undefined): void {
    const cut = text?.slice(0, maxSnippetLength).toWellFormed();
    if (cut === undefined || this.#snippetsLength + cut.length > maxSnippetsLength) return;
    this.#snippetsLength += cut.length;
    this.#snippets.set(id, cut);
  }
}

function textsOf(element: XmlElement): FvdlText {
  const part = (name: string): string | undefined => {
    const text = textsBelow(childOf(element, name)).join('\n').slice(0, maxTextLength).toWellFormed();
    return text === '' ? undefined : text;
  };
  const references = childrenOf(childOf(element, 'References'), 'Reference')
    .map((reference) => textIn(reference, 'Source'))
    .filter((source) => source !== undefined && /^https?:\/\//i.test(source) && source.length <= 2_048);
  return {
    abstract: part('Abstract'),
    explanation: part('Explanation'),
    recommendations: part('Recommendations'),
    references: [...new Set(references.filter((source) => source !== undefined))].slice(0, 50),
  };
}

function ruleOf(element: XmlElement): FvdlRule {
  const groups = groupsOf(childOf(element, 'MetaInfo'));
  const categories = new Map([...groups].filter(([name]) => name.startsWith('altcategory')));
  return { ratings: ratingsOfGroups(groups), categories };
}
