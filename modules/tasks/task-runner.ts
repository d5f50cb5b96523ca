import { join } from "node:path";
import {
  CloudwatchLogGroup,
  type CloudwatchLogGroupConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsCluster, type EcsClusterConfig } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsTaskDefinition, type EcsTaskDefinitionConfig } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { SecurityGroup, type SecurityGroupConfig } from "@cdktf/provider-aws/lib/security-group";
import {
  VpcSecurityGroupEgressRule,
  type VpcSecurityGroupEgressRuleConfig,
} from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Resource, type ResourceConfig } from "@cdktf/provider-null/lib/resource";
import { Fn, type ITerraformDependable, type TerraformElement } from "cdktf";
import { Construct } from "constructs";
import { containerDefinition, type SecretVariable } from "../ecs/container";
import { grantWriteLog } from "../iam/grant-write-log";
import type { Grantee } from "../iam/grantee";
import { ServiceRole, type ServiceRoleOverrides } from "../iam/service-role";
import { inSameStack } from "../in-same-stack";
import { type Override, overridden } from "../override";
import { part } from "../part";
import { useNullProvider } from "../providers";
import type { HasArn, HasId } from "../reference";
import { grantPullImage } from "../registry/grant-pull";
import { runScript } from "../shell-script";
import { waive } from "../waiver";

const RUN_TASK = join(__dirname, "run-task.sh");

/** The smallest task that Fargate has. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html */
const SMALLEST_TASK = { cpu: "256", memory: "512" } as const;

/** Stands for the triggers: with others, a task of the same definition is other work. */
const STARTED_BY = `\${md5(jsonencode(self.triggers))}`;

const LOG_PREFIX = "task";
const POLL_SECONDS = 5;

export interface TaskRunnerProps {
  /** Name of the cluster, the roles and all else; at most 50 characters. */
  readonly name: string;
  readonly region: string;
  readonly vpc: HasId;
  /** Private ones with a route to the image's registry, to Secrets Manager and to CloudWatch Logs. */
  readonly subnets: readonly HasId[];
  /** That route, or endpoints in its place: tasks wait for those that lie in their stack. @default none */
  readonly wayOut?: readonly TerraformElement[];
  /** Days CloudWatch keeps what tasks say, one of its own steps: 1, 3, 5, 7, 14, 30 … 3653. */
  readonly logRetentionDays: number;
  /** Encrypts it; its policy has to let CloudWatch Logs (`logEncryption`). @default a key of CloudWatch's own */
  readonly logKey?: HasArn;
  readonly overrides?: {
    readonly cluster?: Override<EcsClusterConfig>;
    readonly logGroup?: Override<CloudwatchLogGroupConfig>;
    readonly securityGroup?: Override<SecurityGroupConfig>;
    readonly egressRule?: Override<VpcSecurityGroupEgressRuleConfig>;
    readonly executionRole?: ServiceRoleOverrides;
  };
}

export interface TaskProps {
  /** The image, with its tag or digest. */
  readonly image: string;
  /** What runs. @default the image's entry point, which is given the command */
  readonly entryPoint?: readonly string[];
  /** @default the image's */
  readonly command?: readonly string[];
  /** The user it runs as, by name or number. */
  readonly user: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Environment variables from secrets. */
  readonly secrets?: Readonly<Record<string, SecretVariable>>;
  /**
   * The task execution role: it needs to read the secrets, pull the image, and write the log (`grantLog`).
   * @default a role of the runner's own, which may read the secrets, and pulls public images and those of ECR
   */
  readonly executionRole?: ServiceRole;
  /** @default "X86_64" */
  readonly cpuArchitecture?: "X86_64" | "ARM64";
  /** It runs again when one of these changes. */
  readonly triggers: Readonly<Record<string, string>>;
  /** Seconds until it is stopped and the apply fails. */
  readonly timeoutSeconds: number;
  /** What it depends on: created before it runs. */
  readonly dependsOn: readonly ITerraformDependable[];
  readonly overrides?: {
    readonly taskDefinition?: Override<EcsTaskDefinitionConfig>;
    /** The null resource that runs it. */
    readonly run?: Override<ResourceConfig>;
  };
}

/**
 * Runs one-off tasks inside the VPC during `terraform apply`, on Fargate: what needs the database, which has no public
 * address. Costs nothing while no task runs.
 */
export class TaskRunner extends Construct {
  readonly cluster: EcsCluster;
  /** No ingress; egress only to HTTPS and to the stores that allow it (`StoreAccess.allowFrom`). */
  readonly securityGroup: SecurityGroup;
  private readonly logGroup: CloudwatchLogGroup;
  private readonly executionRole: ServiceRole;
  private readonly egress: VpcSecurityGroupEgressRule;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: TaskRunnerProps,
  ) {
    super(scope, id);
    const { overrides } = props;
    const cluster: EcsClusterConfig = {
      name: props.name,
      setting: [{ name: "containerInsights", value: "enabled" }],
    };
    this.cluster = new EcsCluster(part(this, "cluster"), id, overridden(cluster, overrides?.cluster));
    const logGroup: CloudwatchLogGroupConfig = {
      name: `/ecs/${props.name}`,
      retentionInDays: props.logRetentionDays,
      kmsKeyId: props.logKey?.arn,
    };
    this.logGroup = new CloudwatchLogGroup(
      part(this, "log_group"),
      id,
      overridden(logGroup, overrides?.logGroup),
    );
    this.securityGroup = this.createSecurityGroup(id);
    this.egress = this.allowHttps(id);
    this.executionRole = this.createExecutionRole(id);
  }

  /** Lets a role write what its tasks say. */
  grantLog(grantee: Grantee): void {
    grantWriteLog(grantee, this.logGroup);
  }

  /**
   * Defines a task and runs it, as `null_resource.<id>`, whose failure is the apply's. After an apply that was ended before it, it
   * may run again from its beginning, and has to bear that.
   *
   * @param scope where the two lie; it can be in another stack than the runner
   */
  run(scope: Construct, id: string, task: TaskProps): Resource {
    useNullProvider(scope);
    const { executionRole = this.executionRole } = task;
    const definition = this.createDefinition(scope, id, task);
    const config: ResourceConfig = {
      triggers: { ...task.triggers },
      provisioners: [
        runScript(
          RUN_TASK,
          {
            AWS_REGION: this.props.region,
            CLUSTER: this.cluster.name,
            FAMILY: definition.family,
            TASK_DEFINITION: definition.arn,
            STARTED_BY,
            CONTAINER: id,
            SUBNETS: Fn.join(
              ",",
              this.props.subnets.map((subnet) => subnet.id),
            ),
            SECURITY_GROUPS: this.securityGroup.id,
            LOG_GROUP: this.logGroup.name,
            LOG_PREFIX,
            TIMEOUT_SECONDS: `${task.timeoutSeconds}`,
            POLL_SECONDS: `${POLL_SECONDS}`,
          },
          { retry: true },
        ),
      ],
      dependsOn: [
        ...task.dependsOn,
        ...inSameStack(scope, [this.egress, executionRole.policy, ...(this.props.wayOut ?? [])]),
      ],
    };
    return new Resource(part(scope, "runs"), id, overridden(config, task.overrides?.run));
  }

  private createDefinition(scope: Construct, id: string, task: TaskProps): EcsTaskDefinition {
    const {
      image,
      entryPoint,
      command,
      user,
      environment = {},
      secrets = {},
      cpuArchitecture = "X86_64",
      overrides,
    } = task;
    if (!task.executionRole) {
      grantPullImage(this, this.executionRole, image);
      for (const { secret } of Object.values(secrets)) secret.grantRead(this.executionRole);
    }
    const container = containerDefinition({
      name: id,
      image,
      entryPoint,
      command,
      user,
      environment,
      secrets,
      logGroup: this.logGroup,
      logPrefix: LOG_PREFIX,
      region: this.props.region,
    });
    const config: EcsTaskDefinitionConfig = {
      family: `${this.props.name}-${id.replaceAll("_", "-")}`,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture },
      ...SMALLEST_TASK,
      executionRoleArn: (task.executionRole ?? this.executionRole).arn,
      containerDefinitions: JSON.stringify([container]),
    };
    return new EcsTaskDefinition(
      part(scope, "definitions"),
      id,
      overridden(config, overrides?.taskDefinition),
    );
  }

  private createSecurityGroup(id: string): SecurityGroup {
    const config: SecurityGroupConfig = {
      namePrefix: `${this.props.name}-`,
      description: "One-off tasks",
      vpcId: this.props.vpc.id,
      tags: { Name: this.props.name },
      lifecycle: { createBeforeDestroy: true },
    };
    const group = new SecurityGroup(this, id, overridden(config, this.props.overrides?.securityGroup));
    waive(group, "CKV2_AWS_5", "Tasks get it when they are started, which is by a script");
    return group;
  }

  /** The image's registry, Secrets Manager and CloudWatch Logs have no addresses that could be named. */
  private allowHttps(id: string): VpcSecurityGroupEgressRule {
    const config: VpcSecurityGroupEgressRuleConfig = {
      securityGroupId: this.securityGroup.id,
      cidrIpv4: "0.0.0.0/0",
      description: "AWS services and the image's registry",
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    };
    return new VpcSecurityGroupEgressRule(
      part(this, "egress"),
      `${id}_to_https`,
      overridden(config, this.props.overrides?.egressRule),
    );
  }

  /** What ECS itself does for a task: write its log here, and read the secrets that tasks name. */
  private createExecutionRole(id: string): ServiceRole {
    const role = new ServiceRole(part(this, "execution_role"), `${id}_execution`, {
      name: `${this.props.name}-execution`,
      service: "ecs-tasks.amazonaws.com",
      policyName: "execute",
      overrides: this.props.overrides?.executionRole,
    });
    this.grantLog(role);
    return role;
  }
}
