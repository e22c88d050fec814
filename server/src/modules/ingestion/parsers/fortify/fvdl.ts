import { given } from '../mapping/given.ts';
import { Occurrences } from '../mapping/occurrences.ts';
import type { ParseLimits, ParseSink, SourceTarget } from '../parser.ts';
import { type ElementEvents, ElementReader, type XmlElement } from '../readers/xml/elements.ts';
import { readXml } from '../readers/xml/reader.ts';
import { type FvdlContext, findingOfIssue } from './fvdl-finding.ts';
import { fvdlIssueOf, SharedTexts } from './fvdl-issue.ts';
import { FvdlDefinitions } from './fvdl-rules.ts';
import { HeldIssues } from './held-issues.ts';

export interface FortifyReading {
  readonly source: AsyncIterable<Uint8Array>;
  readonly sink: ParseSink;
  readonly limits: ParseLimits;
}

/**
 * Reads FVDL, the document of findings that an FPR holds as `audit.fvdl`. Rules, texts and shared nodes follow the vulnerabilities,
 * so these are held in short form until the end. `statusOf` gives what the FPR's `audit.xml` says of an instance.
 */
export async function readFvdl(
  { source, sink, limits }: FortifyReading,
  statusOf?: FvdlContext['statusOf'],
): Promise<void> {
  const events = new FvdlEvents(sink);
  sink.scan({ toolName: 'Fortify Static Code Analyzer' });
  await readXml(
    {
      source,
      sink,
      limits,
      roots: ['FVDL'],
      formatName: 'an FVDL document',
      longTexts: new Map([['Text', limits.maxItemBytes]]),
    },
    (position) => new ElementReader(events, position, limits),
  );
  events.end(statusOf);
}

const definitionNames: ReadonlySet<string> = new Set(['Description', 'Rule', 'Node', 'Snippet']);

class FvdlEvents implements ElementEvents {
  readonly whole: ReadonlySet<string> = new Set(['Vulnerability', ...definitionNames]);
  readonly #sink: ParseSink;
  readonly #held = new HeldIssues();
  readonly #definitions = new FvdlDefinitions();
  readonly #shared = new SharedTexts();
  #project = '';
  #inBuild = false;

  constructor(sink: ParseSink) {
    this.#sink = sink;
  }

  open(name: string): void {
    if (name === 'Build') this.#inBuild = true;
  }

  close(name: string, text: string): void {
    if (name === 'Build') this.#inBuild = false;
    if (name === 'Project' && this.#inBuild) this.#project = text.trim().slice(0, 500);
    const toolVersion = name === 'EngineVersion' ? text.trim().slice(0, 100) : '';
    if (toolVersion !== '') this.#sink.scan({ toolVersion });
  }

  element(element: XmlElement): void {
    if (definitionNames.has(element.name)) {
      this.#definitions.add(element);
      return;
    }
    this.#sink.sourceItem();
    const issue = fvdlIssueOf(element, this.#shared);
    if (issue === undefined) {
      this.#drop(
        'ROW_UNREADABLE',
        'A Vulnerability without ClassID and Type was left out.',
        `line ${element.line}`,
      );
      return;
    }
    this.#definitions.ask(issue);
    this.#held.hold(issue);
  }

  tooLarge(name: string, where: string): void {
    if (name !== 'Vulnerability') return;
    this.#sink.sourceItem();
    this.#drop('ITEM_TOO_LARGE', 'A Vulnerability is longer than an item may be and was left out.', where);
  }

  end(statusOf: FvdlContext['statusOf']): void {
    const target: SourceTarget = {
      kind: 'REPOSITORY',
      raw: this.#project,
      ...given({ reference: this.#project || undefined }),
    };
    const context = { definitions: this.#definitions, target, occurrences: new Occurrences(), statusOf };
    for (const issue of this.#held.release()) this.#sink.finding(findingOfIssue(issue, context));
    this.#sink.covered({ target, complete: true });
  }

  #drop(code: string, message: string, where: string): void {
    this.#sink.problem({ code, message, where, dropsItem: true });
  }
}
