/** A message of the Jupyter protocol, as the kernel and its client handle it. */

/** The version of the messaging protocol spoken here. */
export const protocolVersion = "5.5";

/** Who sent a message, when, and what it is. */
export interface Header {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
  /** The subshell that the message is for; none: the main shell. */
  readonly subshell_id?: string | null;
}

/** The content of a message whose kind is not known yet. */
export type Content = Readonly<Record<string, unknown>>;

/** A whole message. */
export interface Message<C = Content> {
  /** Routing prefix: who sent it, or for iopub the topic. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  /** The header of the message this one answers; empty when there is none. */
  readonly parent: Header | Record<string, never>;
  readonly metadata: Content;
  readonly content: C;
  readonly buffers: readonly Uint8Array[];
}
