/** What a submission may use. */
export interface Limits {
  /** Time of one cell or probe, without the time in which a busy machine let it wait. */
  readonly cellSeconds: number;
  /** Time of all of them together; starting the kernel does not count. */
  readonly totalSeconds: number;
  /** Processor time of the kernel's process, over all its threads. */
  readonly cpuSeconds: number;
  /** Private writable memory of each process, as the kernel of the operating system counts it (RLIMIT_DATA). */
  readonly dataBytes: number;
  /** Memory of all processes together. */
  readonly residentBytes: number;
  /** Processes at one time. */
  readonly processes: number;
  /** Threads of all processes together (RLIMIT_NPROC counts threads). */
  readonly threads: number;
  readonly openFiles: number;
  /** The largest file that may be written. */
  readonly fileBytes: number;
  /** What a cell may print and show. */
  readonly outputBytes: number;
  /** The longest message that the harness takes: values come in one. */
  readonly messageBytes: number;
}

const MiB = 2 ** 20;

/**
 * Limits of an ordinary exercise. A kernel that has trained lesson 2 holds about 0.4 GiB; WebAssembly reserves address space far beyond
 * what it uses, so data is limited, never the address space.
 */
export const defaultLimits: Limits = {
  cellSeconds: 10,
  totalSeconds: 60,
  cpuSeconds: 180,
  dataBytes: 1536 * MiB,
  residentBytes: 1280 * MiB,
  processes: 16,
  threads: 160,
  openFiles: 4096,
  fileBytes: 16 * MiB,
  outputBytes: 8 * MiB,
  messageBytes: 32 * MiB,
};
