/** What every chart has around its plot. */

/** Title, size and names of the axes. */
export interface FrameOptions {
  readonly title?: string;
  /** Width of the plot in pixels; default 480. */
  readonly width?: number;
  /** Height of the plot in pixels; default 260. */
  readonly height?: number;
  /** Titles of the axes; default: the names of the fields. */
  readonly xTitle?: string;
  readonly yTitle?: string;
}

/** The part of a specification that says so. */
export function frame({ title, width = 480, height = 260 }: FrameOptions, subtitle?: string): object {
  const heading = subtitle === undefined ? title : { text: title ?? "", subtitle };
  return { ...(heading === undefined ? {} : { title: heading }), width, height };
}
