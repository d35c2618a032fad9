/** Every message type that the kernel answers: this table is the registry. */
import { commClose, commInfo, commMessage, commOpen } from "./comm.ts";
import { complete } from "./complete.ts";
import { debug } from "./debug.ts";
import { execute } from "./execute.ts";
import type { Handler } from "./handler.ts";
import { history } from "./history.ts";
import { inputReply } from "./inputReply.ts";
import { inspect } from "./inspect.ts";
import { interrupt } from "./interrupt.ts";
import { isComplete } from "./isComplete.ts";
import { kernelInfo } from "./kernelInfo.ts";
import { shutdown } from "./shutdown.ts";
import { createSubshell, deleteSubshell, listSubshells } from "./subshell.ts";

/** The table. */
export const handlers: readonly Handler[] = [
  kernelInfo,
  execute,
  isComplete,
  complete,
  inspect,
  history,
  commInfo,
  commOpen,
  commMessage,
  commClose,
  interrupt,
  shutdown,
  createSubshell,
  deleteSubshell,
  listSubshells,
  debug,
  inputReply,
];
