/** A document for people, as lines in reading order: what the readers of PDF and of DOCX both give. */
export interface TextDocument {
  readonly lines: readonly TextLine[];
  /** Size of most of the text, in points. */
  readonly bodySize: number;
  /** 0 where the format knows no pages. */
  readonly pages: number;
  readonly properties: DocumentProperties;
}

export interface DocumentProperties {
  readonly title?: string;
  readonly author?: string;
  /** Program that wrote the file. */
  readonly producer?: string;
  /** RFC 3339 in UTC. */
  readonly createdAt?: string;
}

export interface TextLine {
  /** Cells joined by a space. */
  readonly text: string;
  /** Parts of the line that stand apart: columns of a table, pairs of label and value. At least one. */
  readonly cells: readonly TextCell[];
  /** For a person to find it again, for example "page 17". */
  readonly where: string;
  /** 1-based; 0 where the format knows no pages. */
  readonly page: number;
  readonly size: number;
  readonly bold: boolean;
  /** Set in a typeface of equal widths: code, output, a request. */
  readonly mono: boolean;
  /** Characters at the start that are bold, when the rest is not. */
  readonly boldLength: number;
  /** Left edge in points. */
  readonly x: number;
  readonly right: number;
  /** Distance to the line above, in heights of this line; 1 to 1.6 within a paragraph. Large at the start of a page. */
  readonly gap: number;
  /** 1 is the highest; set where the document itself says that this is a heading (style or bookmark). */
  readonly level?: number;
  /** Number of the table in the document, where the format has tables. */
  readonly table?: number;
}

export interface TextCell {
  readonly text: string;
  readonly x: number;
  readonly right: number;
  readonly bold: boolean;
}
