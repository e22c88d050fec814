import { isObject, objectOf, textOf, textsOf } from '../mapping/json.ts';
import { ReportError } from '../parser.ts';
import { type JsonReading, readJson } from '../readers/json/reader.ts';
import type { JsonValue } from '../readers/json/value.ts';
import type { SpdxDocument } from './document.ts';

/** The document itself, or wrapped as `sbom` by the interface of a code host. */
export async function parseJson(reading: JsonReading, head: string, document: SpdxDocument): Promise<void> {
  const root = /^\{\s*"sbom"\s*:/.test(head) ? '/sbom' : '';
  const entered = new Set(['', root, `${root}/packages`, `${root}/relationships`]);
  const values = new Set(
    ['creationInfo', 'name', 'spdxVersion', 'documentDescribes', 'relationships/*'].map(
      (name) => `${root}/${name}`,
    ),
  );
  const packages = `${root}/packages/*`;
  const fields = new JsonFields(document, root);
  await readJson(reading, {
    plan: (pattern) => {
      if (pattern === packages) return 'ITEM';
      if (values.has(pattern) || pattern === '/@context') return 'VALUE';
      return entered.has(pattern) ? 'ENTER' : 'SKIP';
    },
    value: (pattern, value, where) => {
      if (pattern !== packages) fields.set(pattern, value);
      else if (isObject(value)) document.addPackage(value, where);
    },
  });
  fields.end();
}

class JsonFields {
  readonly #document: SpdxDocument;
  readonly #root: string;
  #version: string | undefined;
  #context: string | undefined;

  constructor(document: SpdxDocument, root: string) {
    this.#document = document;
    this.#root = root;
  }

  set(pattern: string, value: JsonValue): void {
    const name = pattern.slice(this.#root.length + 1);
    if (pattern === '/@context') this.#context = textOf(value);
    else if (name === 'spdxVersion') this.#version = textOf(value);
    else if (name === 'name') this.#document.setName(textOf(value));
    else if (name === 'creationInfo') {
      const { created, creators } = objectOf(value);
      this.#document.setCreation(textOf(created), textsOf(creators));
    } else if (name === 'documentDescribes') for (const id of textsOf(value)) this.#document.describe(id);
    else {
      const { spdxElementId, relationshipType, relatedSpdxElement } = objectOf(value);
      this.#document.relate(textOf(spdxElementId), textOf(relationshipType), textOf(relatedSpdxElement));
    }
  }

  end(): void {
    if (this.#version !== undefined) return;
    const isThree = this.#context?.includes('spdx.org/rdf') === true;
    const message = isThree
      ? 'This is SPDX 3, which is not read. Export SPDX 2.3 or CycloneDX instead.'
      : 'The JSON has no "spdxVersion", so it is no SPDX document.';
    throw new ReportError(message, { where: `${this.#root}/spdxVersion` });
  }
}
