import { addingLstm } from "./addingLstm.ts";
import { charTransformer } from "./charTransformer.ts";
import { digitsCnn } from "./digitsCnn.ts";
import { ringGan } from "./ringGan.ts";
import type { TrainedModel } from "./trainedModel.ts";

/** Every model that is trained beside real Flax. */
export const trainedModels: readonly TrainedModel[] = [digitsCnn, charTransformer, addingLstm, ringGan];
