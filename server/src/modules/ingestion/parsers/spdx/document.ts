import { type Component, namedComponent } from '../mapping/advisory.ts';
import { addOnce } from '../mapping/identifiers.ts';
import { arrayOf, objectOf, textOf } from '../mapping/json.ts';
import { packageUrl } from '../mapping/package-url.ts';
import { productTarget } from '../mapping/product.ts';
import { utcOfIso } from '../mapping/time.ts';
import { type ParseSink, ReportError, type SourceTarget } from '../parser.ts';
import type { JsonObject } from '../readers/json/value.ts';
import { findingOf, type SecurityReference } from './reference.ts';

const maxPackages = 2_000_000;
const maxReferences = 500_000;

interface Package {
  readonly component: Component;
  readonly purpose: string;
}

/** Packages and their security references, kept until the document has said what it describes. */
export class SpdxDocument {
  readonly #sink: ParseSink;
  readonly #packages = new Map<string, Package>();
  readonly #references: SecurityReference[] = [];
  readonly #described: string[] = [];
  #count = 0;
  #name = '';

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  setName(name: string | undefined): void {
    if (name !== undefined) this.#name = name.slice(0, 1_000);
  }

  setCreation(created: string | undefined, creators: readonly string[]): void {
    const finishedAt = utcOfIso(created ?? '');
    const tool = creators.map((text) => /^Tool:\s*(.+)$/i.exec(text)?.[1]).find((text) => text !== undefined);
    if (finishedAt !== undefined) this.#sink.scan({ finishedAt });
    // "Tool: name-version": the version begins at the last hyphen before a digit.
    const [, name, version] = /^(.*?)[-\s]v?(\d[\w.+-]*)$/.exec(tool ?? '') ?? [];
    this.#sink.scan({ toolName: (name ?? tool ?? 'SPDX').slice(0, 200) });
    if (version !== undefined) this.#sink.scan({ toolVersion: version.slice(0, 100) });
  }

  describe(id: string): void {
    addOnce(this.#described, id);
  }

  relate(from: string | undefined, type: string | undefined, to: string | undefined): void {
    if (from === undefined || to === undefined) return;
    if (type === 'DESCRIBES' && from.endsWith('SPDXRef-DOCUMENT')) this.describe(to);
    if (type === 'DESCRIBED_BY' && to.endsWith('SPDXRef-DOCUMENT')) this.describe(from);
  }

  addPackage(value: JsonObject, where: string): void {
    this.#count += 1;
    const references = arrayOf(value.externalRefs).map(objectOf);
    const purls = references
      .filter(({ referenceType }) => textOf(referenceType) === 'purl')
      .map(({ referenceLocator }) => textOf(referenceLocator));
    const purl = purls.find((text) => text !== undefined && packageUrl(text) !== undefined);
    const component = namedComponent({
      name: textOf(value.name) ?? packageUrl(purl ?? '')?.name,
      version: known(textOf(value.versionInfo)),
      purl,
      ecosystem: packageUrl(purl ?? '')?.ecosystem,
    });
    const id = textOf(value.SPDXID);
    if (component !== undefined && id !== undefined)
      this.#packages.set(id, {
        component,
        purpose: textOf(value.primaryPackagePurpose)?.toUpperCase() ?? '',
      });
    references.forEach((reference, index) => {
      const place = textOf(reference.where) ?? `${where}/externalRefs/${index}`;
      this.#reference(reference, component, value, place);
    });
    if (this.#packages.size > maxPackages) throw tooMany(`packages (${maxPackages})`);
  }

  end(): void {
    const target = this.#target();
    const rated = this.#references.some(({ type }) => type !== 'url');
    for (const reference of this.#references) this.#sink.finding(findingOf(reference, target, this.#sink));
    if (rated) {
      this.#sink.problem({
        code: 'SEVERITY_NOT_STATED',
        message: 'SPDX does not rate severities; MEDIUM was taken for every security reference.',
        where: '/packages',
        dropsItem: false,
      });
    }
    const note = `${this.#count} packages listed; an inventory is no check for vulnerabilities`;
    this.#sink.covered({ target, complete: false, note });
  }

  /** Names of the package by CPE or SWID are no statements; everything else of the category is one. */
  #reference(
    reference: JsonObject,
    component: Component | undefined,
    value: JsonObject,
    where: string,
  ): void {
    const category = textOf(reference.referenceCategory)?.toUpperCase();
    const type = textOf(reference.referenceType)?.split('/').at(-1) ?? '';
    if (category !== 'SECURITY' || /^(?:cpe|swid)/i.test(type)) return;
    this.#sink.sourceItem();
    const locator = textOf(reference.referenceLocator);
    if (locator === undefined) {
      const message = 'A security reference without locator was left out.';
      this.#sink.problem({ code: 'ROW_UNREADABLE', message, where, dropsItem: true });
      return;
    }
    const comment = textOf(reference.comment)?.slice(0, 5_000);
    const { supplier = null, licenseConcluded = null } = value;
    this.#references.push({ where, type, locator, comment, component, data: { supplier, licenseConcluded } });
    if (this.#references.length > maxReferences) throw tooMany(`security references (${maxReferences})`);
  }

  #target(): SourceTarget {
    const described = this.#described.map((id) => this.#packages.get(id)).find((each) => each !== undefined);
    if (described === undefined || this.#described.length > 1) return productTarget(this.#name);
    const { component, purpose } = described;
    const kind = kindOfPurpose[purpose] ?? 'APPLICATION';
    return productTarget(component.purl ?? component.name, { raw: component.name, kind });
  }
}

const kindOfPurpose: Readonly<Record<string, SourceTarget['kind']>> = {
  CONTAINER: 'CONTAINER_IMAGE',
  'OPERATING-SYSTEM': 'HOST',
  OPERATING_SYSTEM: 'HOST',
  DEVICE: 'HOST',
  FIRMWARE: 'HOST',
  SOURCE: 'REPOSITORY',
};

function known(text: string | undefined): string | undefined {
  return text === undefined || /^(?:NOASSERTION|NONE)$/i.test(text) ? undefined : text;
}

function tooMany(what: string): ReportError {
  return new ReportError(`The document lists more ${what} than can be read.`, {
    code: 'PAYLOAD_TOO_LARGE',
    where: '/packages',
  });
}
