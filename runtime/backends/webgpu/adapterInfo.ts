/** What is known of the device that the programs run on. Plain data: it travels between threads. */
export interface AdapterInfo {
  /** As the driver names it, for people. */
  readonly description: string;
  readonly vendor: string;
  readonly architecture: string;
  /** Software that plays a GPU: correct, and slower than the `wasm` backend. */
  readonly isFallbackAdapter: boolean;
  /** Most storage buffers one shader may name. */
  readonly storageBuffersPerShader: number;
  /** Most storage buffers among them whose places a dispatch may name anew. */
  readonly dynamicStorageBuffers: number;
  /** Largest buffer, and largest part of one that a shader may name. */
  readonly maxBufferBytes: number;
  readonly maxBindingBytes: number;
  /** Invocations per workgroup, and bytes of memory they may share. */
  readonly maxWorkgroupSize: number;
  readonly workgroupMemoryBytes: number;
  /** Invocations per subgroup, at least and at most, where shaders may use subgroups; else 0. */
  readonly subgroupMinSize: number;
  readonly subgroupMaxSize: number;
  readonly features: readonly string[];
}

/** `SwiftShader driver 5.0.0 (google swiftshader, software)` */
export function describeAdapter(info: AdapterInfo): string {
  const facts = [`${info.vendor} ${info.architecture}`.trim(), info.isFallbackAdapter ? "software" : ""];
  const known = facts.filter((fact) => fact !== "").join(", ");
  return known === "" ? info.description : `${info.description || "GPU"} (${known})`;
}
