import type { RawFinding } from '../parsers/parser.ts';
import { jsonbText } from './copy-row.ts';
import { digest128 } from './fingerprint.ts';

/** What a tool says of a check, not of the place where it fired. */
type TextField = 'description' | 'remediation' | 'impact' | 'references';

/** A finding, with or without the texts that a row of `finding_texts` may hold for it. */
export type StoredFinding = Omit<RawFinding, TextField> & Partial<Pick<RawFinding, TextField>>;

export interface Split {
  /** Of the row that holds the texts; null when they stay with the finding. */
  readonly textId: string | null;
  readonly finding: StoredFinding;
}

/** Shorter ones cost less in place than a reference to them. */
const minChars = 200;
/** Of all different texts of a report; they wait in memory until its rows are stored. Beyond it, texts stay with their findings. */
const maxChars = 8 * 1024 * 1024;

/** Takes the texts that findings of one check share out of them, and tells each different one once. */
export class SharedTexts {
  readonly #tell: (id: string, body: string) => void;
  readonly #ids = new Map<string, string>();
  #room = maxChars;

  constructor(tell: (id: string, body: string) => void) {
    this.#tell = tell;
  }

  split(whole: RawFinding): Split {
    const { description, remediation, impact, references, ...finding } = whole;
    const body = jsonbText({ description, remediation, impact, references });
    if (body.length < minChars) return { textId: null, finding: whole };
    const known = this.#ids.get(body);
    if (known !== undefined) return { textId: known, finding };
    if (body.length > this.#room) return { textId: null, finding: whole };
    this.#room -= body.length;
    const textId = digest128(body);
    this.#ids.set(body, textId);
    this.#tell(textId, body);
    return { textId, finding };
  }
}
