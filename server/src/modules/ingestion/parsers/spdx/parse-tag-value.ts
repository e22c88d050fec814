import { ReportError } from '../parser.ts';
import type { JsonReading } from '../readers/json/reader.ts';
import type { JsonObject, JsonValue } from '../readers/json/value.ts';
import { readLines } from '../readers/text/lines.ts';
import type { SpdxDocument } from './document.ts';

const tagPattern = /^([A-Za-z]{2,60}):\s*(.*)$/;
const maxTextLength = 65_536;
const maxReferences = 100_000;

/** Tags of a package and the names of the same fields in JSON. */
const packageFields: Readonly<Record<string, string>> = {
  PackageName: 'name',
  SPDXID: 'SPDXID',
  PackageVersion: 'versionInfo',
  PackageSupplier: 'supplier',
  PackageOriginator: 'originator',
  PackageDownloadLocation: 'downloadLocation',
  PackageLicenseConcluded: 'licenseConcluded',
  PackageLicenseDeclared: 'licenseDeclared',
  PrimaryPackagePurpose: 'primaryPackagePurpose',
};

/** Lines of "Tag: value"; a value in <text>…</text> may span lines. A package ends where the next thing begins. */
export async function parseTagValue(reading: JsonReading, document: SpdxDocument): Promise<void> {
  const tags = new TagReader(document);
  await readLines(reading, (text, line) => tags.line(text, line));
  tags.end();
}

class TagReader {
  readonly #document: SpdxDocument;
  readonly #creators: string[] = [];
  #created: string | undefined;
  #known = false;
  #package: JsonObject | undefined;
  #references: JsonObject[] = [];
  #where = '';
  /** A value in <text> that is still open. */
  #open: { readonly tag: string; readonly where: string; text: string } | undefined;

  constructor(document: SpdxDocument) {
    this.#document = document;
  }

  line(text: string, line: number): void {
    if (this.#open !== undefined) {
      this.#continue(this.#open, text);
      return;
    }
    const [, tag, value] = tagPattern.exec(text.trim()) ?? [];
    if (tag === undefined || value === undefined) {
      this.#refuseOther(text, line);
      return;
    }
    const where = `line ${line}`;
    if (!value.startsWith('<text>')) this.#tag(tag, value.trim(), where);
    else {
      this.#open = { tag, where, text: '' };
      this.#continue(this.#open, value.slice('<text>'.length));
    }
  }

  end(): void {
    if (this.#open !== undefined) {
      throw new ReportError(
        `The document is cut off: the text of ${this.#open.tag} at ${this.#open.where} is not closed.`,
        {
          where: this.#open.where,
        },
      );
    }
    this.#endPackage();
    if (!this.#known) throw noSpdx('line 1');
    this.#document.setCreation(this.#created, this.#creators);
  }

  #continue(open: { readonly tag: string; readonly where: string; text: string }, line: string): void {
    const end = line.indexOf('</text>');
    const piece = end === -1 ? line : line.slice(0, end);
    if (open.text.length < maxTextLength) open.text += open.text === '' ? piece : `\n${piece}`;
    if (end === -1) return;
    this.#open = undefined;
    this.#tag(open.tag, open.text.trim(), open.where);
  }

  #refuseOther(text: string, line: number): void {
    const isNothing = text.trim() === '' || text.trimStart().startsWith('#');
    if (!this.#known && !isNothing) throw noSpdx(`line ${line}`);
  }

  #tag(tag: string, value: string, where: string): void {
    if (tag === 'SPDXVersion') this.#known = true;
    if (tag === 'PackageName') this.#beginPackage(where);
    else if (tag === 'FileName' || tag === 'SnippetSPDXID' || tag === 'LicenseID') this.#endPackage();
    const field = Object.hasOwn(packageFields, tag) ? packageFields[tag] : undefined;
    if (field !== undefined && this.#package !== undefined) this.#package[field] ??= value;
    else if (tag === 'DocumentName') this.#document.setName(value);
    else if (tag === 'Created') this.#created = value;
    else if (tag === 'Creator') this.#creators.push(value);
    else if (tag === 'Relationship') this.#relationship(value);
    else this.#reference(tag, value, where);
  }

  #reference(tag: string, value: string, where: string): void {
    if (tag === 'ExternalRef' && this.#package !== undefined && this.#references.length < maxReferences) {
      const [referenceCategory = '', referenceType = '', ...rest] = value.split(/\s+/);
      this.#references.push({ referenceCategory, referenceType, referenceLocator: rest.join(' '), where });
    } else if (tag === 'ExternalRefComment') {
      const last = this.#references.at(-1);
      if (last !== undefined) last.comment = value;
    }
  }

  #relationship(value: string): void {
    const [from, type, to] = value.split(/\s+/);
    this.#document.relate(from, type, to);
  }

  #beginPackage(where: string): void {
    this.#endPackage();
    this.#package = {};
    this.#where = where;
  }

  #endPackage(): void {
    const references: JsonValue[] = this.#references;
    if (this.#package !== undefined)
      this.#document.addPackage({ ...this.#package, externalRefs: references }, this.#where);
    this.#package = undefined;
    this.#references = [];
  }
}

function noSpdx(where: string): ReportError {
  return new ReportError('The text does not begin with "SPDXVersion: SPDX-2…", so it is no SPDX document.', {
    where,
  });
}
