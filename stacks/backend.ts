import {
  DataTerraformRemoteStateS3,
  S3Backend,
  type S3BackendConfig,
  type TerraformRemoteState,
} from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";

/** The S3 backend's lock file (Terraform 1.10), which cdktf's own types do not know. */
interface LockingConfig extends S3BackendConfig {
  readonly useLockfile?: boolean;
}

/**
 * The S3 backend with locking, here and in every remote state that another stack makes of it: Terraform compares the two,
 * and cdktf copies only what it knows.
 */
export class StateBackend extends S3Backend {
  constructor(
    scope: Construct,
    private readonly config: LockingConfig,
  ) {
    super(scope, config);
  }

  /** Names the reference after the stack it reads: `data.terraform_remote_state.mcp-production-network`. */
  override getRemoteStateDataSource(
    scope: Construct,
    _name: string,
    fromStack: string,
  ): TerraformRemoteState {
    const config: LockingConfig & { workspace: string } = {
      ...this.config,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's own interpolation
      workspace: "${terraform.workspace}",
    };
    return new DataTerraformRemoteStateS3(scope, fromStack, config);
  }
}

/** Where a stack of this environment keeps its state. */
export function backendConfig({ name, region, state }: Environment, stateName: string): LockingConfig {
  return {
    bucket: state.bucket,
    key: `${name}/${stateName}.tfstate`,
    region,
    encrypt: true,
    kmsKeyId: state.kmsKeyId,
    ...(state.lock === "s3" ? { useLockfile: true } : { dynamodbTable: state.lockTable }),
  };
}
