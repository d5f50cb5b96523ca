import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { Grantee } from "../iam/grantee";

/** Account, region and repository. https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html */
const PRIVATE_ECR = /^(\d{12})\.dkr[.-]ecr\.([a-z0-9-]+)\.[^/]+\/([^:@]+)/;

/**
 * Lets somebody pull the images of a repository of ECR.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html
 */
export function grantPull(grantee: Grantee, repositoryArn: string): void {
  // A token is for all repositories; what it opens is said by the second statement.
  grantee.allow({ actions: ["ecr:GetAuthorizationToken"], resources: ["*"] });
  grantee.allow({
    actions: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
    resources: [repositoryArn],
  });
}

/**
 * Lets somebody pull an image, if it is in a private repository of ECR: the policy of another account's repository has to let in
 * this account, too. Public images need nothing; of other private registries, ECS pulls nothing here.
 *
 * @param scope anything in the grantee's stack
 * @param image `123456789012.dkr.ecr.us-east-1.amazonaws.com/tools/psql:17`
 */
export function grantPullImage(scope: Construct, grantee: Grantee, image: string): void {
  const [, account, region, repository] = PRIVATE_ECR.exec(image) ?? [];
  if (account === undefined) return;
  const { partition } = awsAccount(scope);
  grantPull(grantee, `arn:${partition}:ecr:${region}:${account}:repository/${repository}`);
}
