import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { IamRole, type IamRoleConfig } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { IamRolePolicyAttachment } from "@cdktf/provider-aws/lib/iam-role-policy-attachment";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { part } from "../part";
import type { Grantee } from "./grantee";

export interface ServiceRoleProps {
  /** The role's name, at most 64 characters. */
  readonly name: string;
  /** The AWS service that takes the role, such as `ecs-tasks.amazonaws.com`. */
  readonly service: string;
  /** Name of the one policy of its own, which holds all that was granted; at most 128 characters. @default the role's */
  readonly policyName?: string;
  /** Terraform name of that policy. @default the role's */
  readonly policyId?: string;
  readonly overrides?: { readonly role?: Partial<IamRoleConfig> };
}

/** A role that one AWS service takes, and what it was granted. It may nothing at first. Its resources bear its id. */
export class ServiceRole extends Construct implements Grantee {
  readonly role: IamRole;
  /** The policy; absent as long as nothing was granted. Whoever acts as the role has to wait for it. */
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
        { actions: ["sts:AssumeRole"], principals: [{ type: "Service", identifiers: [props.service] }] },
      ],
    });
    this.role = new IamRole(part(this, "role"), id, {
      name: props.name,
      assumeRolePolicy: trust.json,
      ...props.overrides?.role,
    });
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
    return new IamRolePolicyAttachment(part(this, "attachment"), this.id, {
      role: this.role.name,
      policyArn: `arn:${awsAccount(this).partition}:iam::aws:policy/${path}`,
    });
  }

  private createPolicy(): DataAwsIamPolicyDocument {
    this.document = new DataAwsIamPolicyDocument(part(this, "documents"), this.id);
    this.policy = new IamRolePolicy(part(this, "role_policy"), this.props.policyId ?? this.id, {
      name: this.props.policyName ?? this.props.name,
      role: this.role.id,
      policy: this.document.json,
    });
    return this.document;
  }
}
