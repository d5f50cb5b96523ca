import { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { StateStorage } from "../modules/state/state-storage";

/** The remote state's own bucket, key and lock table. Made by `npm run bootstrap`, before any other layer. */
export class StateLayer extends Construct {
  readonly storage: StateStorage;

  constructor(scope: Construct, id: string, { state, names }: Environment) {
    super(scope, id);
    this.storage = new StateStorage(this, "storage", {
      idPrefix: "",
      bucket: state.bucket,
      keyAlias: names.stateKeyAlias,
      oldVersionsExpireDays: state.oldVersionsExpireDays,
      lockTable: state.lock === "dynamodb" ? state.lockTable : undefined,
    });
  }
}
