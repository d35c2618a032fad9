/** What a cell leaves behind, in the form of the notebook format. */

/** A MIME bundle: text, or JSON for JSON types. */
export type MimeData = Record<string, unknown>;

/** Text that was printed. */
export interface StreamOutput {
  output_type: "stream";
  name: "stdout" | "stderr";
  text: string;
}

/** Something that was shown. */
export interface DisplayOutput {
  output_type: "display_data";
  data: MimeData;
  metadata: Record<string, unknown>;
}

/** The value of the last expression. */
export interface ResultOutput {
  output_type: "execute_result";
  execution_count: number | null;
  data: MimeData;
  metadata: Record<string, unknown>;
}

/** An error that ended the cell. */
export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}

/** Any output of a cell. */
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;
