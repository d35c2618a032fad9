/** Values that show themselves below a cell, as HTML with a twin in text: the answers of `check`, `hint` and `solution`. */
import { cardHtml, escapeHtml } from "./report/card.ts";
import type { Report } from "./report/report.ts";
import { terminalReport } from "./report/terminal.ts";

/** Something that shows itself below a cell and in a terminal. */
export abstract class Shown {
  abstract readonly html: string;
  abstract toString(): string;
}

// Names that are symbols cannot be declared in a class whose declarations are made file by file.
Object.defineProperties(Shown.prototype, {
  [Symbol.for("Jupyter.display")]: {
    value(this: Shown) {
      return { "text/html": this.html, "text/plain": this.toString() };
    },
  },
  [Symbol.for("nodejs.util.inspect.custom")]: {
    value(this: Shown) {
      return this.toString();
    },
  },
});

/** The answer of `check`. */
export class Checked extends Shown {
  readonly report: Report;
  readonly next: string;

  constructor(report: Report, next: string) {
    super();
    this.report = report;
    this.next = next;
  }

  /** Whether every public check that ran has passed. */
  get passed(): boolean {
    return this.report.passed;
  }

  /** Points of the public checks that have passed. */
  get points(): number {
    return this.report.points;
  }

  get html(): string {
    return `${cardHtml(this.report)}\n<p>${escapeHtml(this.next).replace(/`([^`]*)`/g, "<code>$1</code>")}</p>`;
  }

  toString(): string {
    return `${terminalReport({ ...this.report, unseenPoints: 0 }, false)}\n\n${this.next}`;
  }
}

/** A text in Markdown's simplest form: a heading, and text or code. */
export class Told extends Shown {
  readonly heading: string;
  readonly body: string;
  readonly isCode: boolean;

  constructor(heading: string, body: string, isCode = false) {
    super();
    this.heading = heading;
    this.body = body;
    this.isCode = isCode;
  }

  get html(): string {
    const body = escapeHtml(this.body);
    const text = this.isCode ? `<pre>${body}</pre>` : `<p>${body.replace(/`([^`]*)`/g, "<code>$1</code>")}</p>`;
    return `<p><b>${escapeHtml(this.heading)}</b></p>${text}`;
  }

  toString(): string {
    return `${this.heading}\n\n${this.body}`;
  }
}
