/** A case names something this runtime does not have yet. */
export class Unsupported extends Error {
  override readonly name: string = "Unsupported";
  constructor(what: string) {
    super(`${what} does not exist yet`);
  }
}
