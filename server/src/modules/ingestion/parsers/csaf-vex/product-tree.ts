import type { Component } from '../mapping/advisory.ts';
import { namedComponent } from '../mapping/advisory.ts';
import { cpeOf } from '../mapping/cpe.ts';
import { isObject, objectOf, textOf, textsOf } from '../mapping/json.ts';
import { packageUrl } from '../mapping/package-url.ts';
import { productTarget } from '../mapping/product.ts';
import { ReportError, type SourceTarget } from '../parser.ts';
import type { JsonPlan } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';

/** A branch; its name and category may stand after the products inside it. */
interface Branch {
  readonly parent: Branch | undefined;
  category: string;
  name: string;
}

interface Product {
  readonly name: string;
  readonly purl: string | undefined;
  readonly cpe: string | undefined;
  readonly branch: Branch | undefined;
  /** Of a relationship: the part and the thing it is part of. */
  readonly partOf?: { readonly part: string; readonly whole: string };
}

export interface ProductPlace {
  readonly target: SourceTarget;
  readonly component: Component | undefined;
  /** Version of the product and architecture of the component; '' when neither is known. */
  readonly release: string;
}

const maxProducts = 2_000_000;
const branchPattern = /^\/product_tree(?:\/branches\/\*)+$/;
const branchListPattern = /^\/product_tree(?:\/branches\/\*)*\/branches$/;

/** The products of a document, read piece by piece: a tree can be far larger than any item. */
export class ProductTree {
  readonly #products = new Map<string, Product>();
  readonly #groups = new Map<string, readonly string[]>();
  #branch: Branch | undefined;

  plan(pattern: string): JsonPlan {
    if (branchPattern.test(pattern) || branchListPattern.test(pattern)) return 'ENTER';
    const name = pattern.slice(pattern.lastIndexOf('/') + 1);
    if (branchPattern.test(pattern.slice(0, pattern.lastIndexOf('/')))) {
      return ['category', 'name', 'product'].includes(name) ? 'VALUE' : 'SKIP';
    }
    if (/^\/product_tree\/(?:full_product_names|relationships|product_groups)$/.test(pattern)) return 'ENTER';
    return /^\/product_tree\/(?:full_product_names|relationships|product_groups)\/\*$/.test(pattern)
      ? 'VALUE'
      : 'SKIP';
  }

  enter(pattern: string): void {
    if (branchPattern.test(pattern)) this.#branch = { parent: this.#branch, category: '', name: '' };
  }

  leave(pattern: string): void {
    if (branchPattern.test(pattern)) this.#branch = this.#branch?.parent;
  }

  value(pattern: string, value: JsonValue): void {
    const name = pattern.slice(pattern.lastIndexOf('/') + 1);
    if (pattern.startsWith('/product_tree/branches/')) {
      if (name === 'product') this.#add(value, this.#branch);
      else if (this.#branch !== undefined && (name === 'name' || name === 'category')) {
        this.#branch[name] = textOf(value)?.slice(0, 1_000) ?? '';
      }
    } else if (pattern === '/product_tree/full_product_names/*') this.#add(value, undefined);
    else if (pattern === '/product_tree/relationships/*') this.#relate(value);
    else if (pattern === '/product_tree/product_groups/*') {
      const group = objectOf(value);
      this.#groups.set(textOf(group.group_id) ?? '', textsOf(group.product_ids));
    }
  }

  groupOf(id: string): readonly string[] {
    return this.#groups.get(id) ?? [];
  }

  /** Where a weakness lies: the product itself, or a part of another product. Undefined for an id that the tree lacks. */
  placeOf(id: string): ProductPlace | undefined {
    const product = this.#products.get(id);
    if (product === undefined) return undefined;
    const { partOf } = product;
    const whole = partOf === undefined ? undefined : this.#products.get(partOf.whole);
    const part = partOf === undefined ? undefined : this.#products.get(partOf.part);
    const release = [versionOf(whole ?? product), architectureOf(part ?? product)].filter(
      (text) => text !== undefined,
    );
    return {
      target: targetOf(whole ?? product),
      component: componentOf(part ?? product),
      release: release.join(' '),
    };
  }

  #add(value: JsonValue, branch: Branch | undefined, partOf?: Product['partOf']): void {
    const { product_id, name, product_identification_helper } = objectOf(value);
    const id = textOf(product_id);
    if (!isObject(value) || id === undefined) return;
    const { purl, purls, cpe } = objectOf(product_identification_helper);
    const product: Product = {
      name: textOf(name) ?? id,
      purl: textOf(purl) ?? textsOf(purls)[0],
      cpe: textOf(cpe),
      branch,
    };
    this.#products.set(id, partOf === undefined ? product : { ...product, partOf });
    if (this.#products.size <= maxProducts) return;
    throw new ReportError(`The document lists more than ${maxProducts} products.`, {
      code: 'PAYLOAD_TOO_LARGE',
      where: '/product_tree',
    });
  }

  #relate(value: JsonValue): void {
    const relation = objectOf(value);
    const part = textOf(relation.product_reference);
    const whole = textOf(relation.relates_to_product_reference);
    const partOf = part === undefined || whole === undefined ? undefined : { part, whole };
    this.#add(relation.full_product_name ?? null, undefined, partOf);
  }
}

/** The name of the nearest branch of a category. */
function nameIn(branch: Branch | undefined, category: RegExp): string | undefined {
  for (let each = branch; each !== undefined; each = each.parent) {
    if (category.test(each.category) && each.name !== '') return each.name;
  }
  return undefined;
}

/** A product without its version, so that releases are one asset: by package URL, by its branch, by CPE, else by name. */
function targetOf({ name, purl, cpe, branch }: Product): SourceTarget {
  if (purl !== undefined && packageUrl(purl) !== undefined) return productTarget(purl, { raw: name });
  const known = cpeOf(cpe ?? '');
  const reference =
    nameIn(branch, /^product_name$/) ?? (known === undefined ? name : `${known.vendor}:${known.product}`);
  return { kind: 'APPLICATION', raw: name, reference };
}

function versionOf({ name, purl, cpe, branch }: Product): string | undefined {
  const stated = nameIn(branch, /^product_version(?:_range)?$/);
  return (
    packageUrl(purl ?? '')?.version ?? (stated === name ? undefined : stated) ?? cpeOf(cpe ?? '')?.version
  );
}

function architectureOf({ purl }: Product): string | undefined {
  return /[?&]arch=([\w-]{1,50})/.exec(purl ?? '')?.[1];
}

function componentOf(product: Product): Component | undefined {
  const { name, purl, branch } = product;
  const parts = packageUrl(purl ?? '');
  return namedComponent({
    name: parts?.name ?? nameIn(branch, /^product_name$/) ?? name,
    version: versionOf(product),
    purl: parts === undefined ? undefined : purl,
    ecosystem: parts?.ecosystem,
  });
}
