import { advisoryFinding, type Component, namedComponent } from '../mapping/advisory.ts';
import { arrayOf, fieldOf, isObject, objectOf, sourceDataOf, textOf, textsOf } from '../mapping/json.ts';
import { componentOfPurl, productTarget } from '../mapping/product.ts';
import { utcOfIso } from '../mapping/time.ts';
import type { ParseSink, RawFinding, SourceTarget } from '../parser.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';

export interface StatementContext {
  readonly where: string;
  readonly sink: ParseSink;
  readonly author: string | undefined;
  /** Of the document, for statements without one of their own. */
  readonly timestamp: string | undefined;
}

const statusOf: Readonly<Record<string, NonNullable<RawFinding['sourceStatus']>>> = {
  affected: 'OPEN',
  under_investigation: 'OPEN',
  fixed: 'FIXED',
  not_affected: 'NOT_AFFECTED',
};

const usedFields: ReadonlySet<string> = new Set([
  'products',
  'subcomponents',
  'action_statement',
  'impact_statement',
]);

/** A statement gives one finding for each part of each product; `dropped` counts them where no vulnerability is named. */
export function findingsOf(
  statement: JsonObject,
  context: StatementContext,
): { readonly findings: readonly RawFinding[]; readonly dropped: number } {
  const places = placesOf(statement);
  const ids = idsOf(statement.vulnerability);
  const [ruleId] = ids;
  if (ruleId === undefined) return { findings: [], dropped: places.length };
  const { description } = objectOf(statement.vulnerability);
  const status = textOf(statement.status)?.toLowerCase() ?? '';
  const own = textOf(statement.last_updated) ?? textOf(statement.timestamp) ?? context.timestamp;
  const findings = places.map(({ target, component, where }) =>
    advisoryFinding(context.sink, {
      where: `${context.where}${where}`,
      ruleId,
      ids,
      target,
      component,
      matcher: target.raw === '' ? undefined : target.raw,
      severity: 'MEDIUM',
      evidenceClass: 'DECLARED',
      description: textOf(description) ?? textOf(statement.vulnerability_description),
      remediation: textOf(statement.action_statement),
      impact: textOf(statement.impact_statement),
      evidence: textOf(statement.status_notes),
      sourceStatus: Object.hasOwn(statusOf, status) ? statusOf[status] : undefined,
      seenAt: utcOfIso(own ?? ''),
      references: ids.filter((id) => /^https?:/.test(id)),
      sourceData: sourceDataOf({ ...statement, author: context.author ?? null }, usedFields),
    }),
  );
  return { findings, dropped: 0 };
}

/** A text in version 0.0.1; an object with name, aliases and perhaps an address from 0.2.0. */
function idsOf(vulnerability: JsonValue | undefined): string[] {
  const { name, aliases } = objectOf(vulnerability);
  const id = textOf(isObject(vulnerability) ? fieldOf(vulnerability, '@id') : vulnerability);
  // The address of a record ends in its id.
  const last = id?.replace(/\/+$/, '').split('/').at(-1);
  return [textOf(name) ?? last, ...textsOf(aliases)].filter((each) => each !== undefined);
}

interface Place {
  readonly target: SourceTarget;
  readonly component: Component | undefined;
  readonly where: string;
}

/** Products and their parts; before 0.2.0 the parts stood beside the products, for all of them. */
function placesOf(statement: JsonObject): Place[] {
  const products = arrayOf(statement.products);
  if (products.length === 0) {
    return [{ target: { kind: 'APPLICATION', raw: '' }, component: undefined, where: '' }];
  }
  return products.flatMap((product, index) => {
    const id = idOf(product);
    const target = productTarget(purlOf(product) ?? id, { raw: id });
    const parts = [...arrayOf(objectOf(product).subcomponents), ...arrayOf(statement.subcomponents)];
    const where = `/products/${index}`;
    if (parts.length === 0) return [{ target, component: componentOf(product), where }];
    return parts.map((part, at) => ({
      target,
      component: componentOf(part),
      where: `${where}/subcomponents/${at}`,
    }));
  });
}

function idOf(product: JsonValue): string {
  const own = isObject(product) ? fieldOf(product, '@id') : product;
  const identifiers = Object.values(objectOf(objectOf(product).identifiers));
  return textOf(own) ?? purlOf(product) ?? textsOf(identifiers)[0] ?? '';
}

function purlOf(product: JsonValue): string | undefined {
  return textOf(objectOf(objectOf(product).identifiers).purl);
}

function componentOf(product: JsonValue): Component | undefined {
  const id = idOf(product);
  return componentOfPurl(purlOf(product) ?? id) ?? namedComponent({ name: id === '' ? undefined : id });
}
