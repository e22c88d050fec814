import { ReportError } from '../parser.ts';
import type { FvdlIssue } from './fvdl-issue.ts';

const maxHeldLength = 64 * 1024 * 1024;
/** Characters that an issue costs beside its own texts; type, kingdom and paths are shared among issues. */
const issueCost = 250;
const placeCost = 30;

/** Vulnerabilities in short form until the rules and texts at the end of the document are known. Bounded at 64 million characters. */
export class HeldIssues {
  readonly #issues: FvdlIssue[] = [];
  #length = 0;

  hold(issue: FvdlIssue): void {
    this.#length += issueCost + issue.places.length * placeCost;
    for (const [key, value] of issue.definitions) this.#length += key.length + value.length;
    if (this.#length > maxHeldLength) {
      throw new ReportError(
        `The document holds more vulnerabilities than can be kept (${this.#issues.length}) until its rules are read. Scan parts of the project into files of their own.`,
        { code: 'PAYLOAD_TOO_LARGE', where: issue.where },
      );
    }
    this.#issues.push(issue);
  }

  /** Gives the issues in their order and forgets them. */
  *release(): Generator<FvdlIssue> {
    for (const issue of this.#issues) yield issue;
    this.#issues.length = 0;
  }
}
