import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole, type IamRoleConfig } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy, type IamRolePolicyConfig } from "@cdktf/provider-aws/lib/iam-role-policy";
import {
  IamRolePolicyAttachment,
  type IamRolePolicyAttachmentConfig,
} from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { Grantee } from "./grantee";
import { ofThisAccount } from "./of-this-account";

/** What modules that make a role offer as its override, too. */
export interface ServiceRoleOverrides {
  readonly role?: Override<IamRoleConfig>;
  /** The one policy of its own. */
  readonly policy?: Override<IamRolePolicyConfig>;
  /** Of a policy of AWS's own. */
  readonly attachment?: Override<IamRolePolicyAttachmentConfig>;
}

export interface ServiceRoleProps {
  /** The role's name, at most 64 characters. */
  readonly name: string;
  /** The AWS service that assumes the role, such as `ecs-tasks.amazonaws.com`. */
  readonly service: string;
  /**
   * Whether the service says for which account it acts, so that the role can ask for ours. A role that asks a service which
   * does not is assumed by nobody: AWS's page on the service's roles says whether it does ("confused deputy"). @default true
   */
  readonly namesAccount?: boolean;
  /** Name of the one policy of its own, which holds all that was granted; at most 128 characters. @default the role's */
  readonly policyName?: string;
  /** Terraform name of that policy. @default the role's */
  readonly policyId?: string;
  readonly overrides?: ServiceRoleOverrides;
}

/** A role that one AWS service assumes for this account, and what it was granted: no permissions at first. Its resources bear its id. */
export class ServiceRole extends Construct implements Grantee {
  readonly role: IamRole;
  /** The policy; absent as long as nothing was granted. What uses the role depends on it. */
  policy?: IamRolePolicy;

  private readonly statements: DataAwsIamPolicyDocumentStatement[] = [];
  private document?: DataAwsIamPolicyDocument;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: ServiceRoleProps,
  ) {
    super(scope, id);
    const trust = new DataAwsIamPolicyDocument(part(this, "documents"), `${id}_trust`, {
      statement: [
        {
          actions: ["sts:AssumeRole"],
          principals: [{ type: "Service", identifiers: [props.service] }],
          condition: (props.namesAccount ?? true) ? [ofThisAccount(this)] : undefined,
        },
      ],
    });
    const config: IamRoleConfig = { name: props.name, assumeRolePolicy: trust.json };
    this.role = new IamRole(part(this, "role"), id, overridden(config, props.overrides?.role));
  }

  get arn(): string {
    return this.role.arn;
  }

  get name(): string {
    return this.role.name;
  }

  allow(statement: DataAwsIamPolicyDocumentStatement): void {
    // Two resources under one key grant that key twice.
    const isSame = (other: DataAwsIamPolicyDocumentStatement) =>
      JSON.stringify(other) === JSON.stringify(statement);
    if (this.statements.some(isSame)) return;
    this.statements.push(statement);
    const document = this.document ?? this.createPolicy();
    document.putStatement([...this.statements]);
  }

  /** Adds a policy of AWS's own, by its path behind `policy/`. */
  attachManaged(path: string): IamRolePolicyAttachment {
    const config: IamRolePolicyAttachmentConfig = {
      role: this.role.name,
      policyArn: `arn:${awsAccount(this).partition}:iam::aws:policy/${path}`,
    };
    return new IamRolePolicyAttachment(
      part(this, "attachment"),
      this.id,
      overridden(config, this.props.overrides?.attachment),
    );
  }

  private createPolicy(): DataAwsIamPolicyDocument {
    this.document = new DataAwsIamPolicyDocument(part(this, "documents"), this.id);
    const config: IamRolePolicyConfig = {
      name: this.props.policyName ?? this.props.name,
      role: this.role.id,
      policy: this.document.json,
    };
    this.policy = new IamRolePolicy(
      part(this, "role_policy"),
      this.props.policyId ?? this.id,
      overridden(config, this.props.overrides?.policy),
    );
    return this.document;
  }
}
