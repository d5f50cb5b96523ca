/**
 * Before an apply: what an interrupted one left half made. Terraform calls a resource tainted whose making it did not see to its end,
 * and would replace it: a queue whose messages are lost, a key that encrypts, a database that is protected. AWS has mostly made
 * it, or still does. So this waits for those that take their time, and untaints them: the plan that follows shows what is missing.
 */
const { spawnSync } = require("node:child_process");
const { readFileSync } = require("node:fs");

/** Of these Terraform alone knows whether their work was done. */
const REPEATED = ["null_resource", "terraform_data"];

/** By what the AWS CLI waits, and by which attribute it knows the thing: one that the state has before the thing is made to its end. */
const WAITS = {
  aws_db_instance: ["rds", "db-instance-available", "--db-instance-identifier", "identifier"],
  aws_elasticache_replication_group: [
    "elasticache",
    "replication-group-available",
    "--replication-group-id",
    "replication_group_id",
  ],
  aws_lb: ["elbv2", "load-balancer-available", "--load-balancer-arns", "id"],
  aws_nat_gateway: ["ec2", "nat-gateway-available", "--nat-gateway-ids", "id"],
};

/** @param terraform the command, which is run in the stack's directory, as this is */
exports.resume = (terraform) => {
  for (const { address, type, attributes } of halfMade(terraform)) {
    const [service, until, option, attribute] = WAITS[type] ?? [];
    if (service !== undefined) {
      console.log(`${address} was interrupted while it was made: waiting until AWS has it`);
      const args = [service, "wait", until, option, attributes[attribute], "--region", region()];
      const { error, status } = run("aws", args);
      // Terraform says by its plan what is to be done with it.
      if (error || status !== 0) continue;
    }
    run(terraform, ["untaint", address]);
  }
};

function halfMade(terraform) {
  const { status, stdout } = spawnSync(terraform, ["state", "pull"], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  // Terraform says itself what is wrong, when it applies.
  if (status !== 0 || stdout === "") return [];
  return JSON.parse(stdout)
    .resources.filter(({ mode, type }) => mode === "managed" && !REPEATED.includes(type))
    .flatMap(({ type, name, instances }) =>
      instances
        .filter((instance) => instance.status === "tainted")
        .map(({ attributes }) => ({ address: `${type}.${name}`, type, attributes })),
    );
}

/** Where the stack's provider works. */
function region() {
  return JSON.parse(readFileSync("cdk.tf.json", "utf8")).provider.aws[0].region;
}

function run(command, args) {
  return spawnSync(command, args, { stdio: "inherit" });
}
