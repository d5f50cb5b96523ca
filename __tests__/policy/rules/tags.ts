import type { Block, Synthesized } from "../../support/synth";
import type { Rule } from "../rule";

const TAGS = ["Environment", "Project", "Layer"];

/** Where AWS's console shows the tag Name as the name, since there is no other. */
const NAMED_BY_TAG = new Set([
  "aws_vpc",
  "aws_subnet",
  "aws_security_group",
  "aws_nat_gateway",
  "aws_eip",
  "aws_route_table",
  "aws_internet_gateway",
  "aws_vpc_endpoint",
]);

const WAY = "set it in its tags, or in the provider's default_tags";
const WAYS: Readonly<Record<string, string>> = {
  aws_autoscaling_group: "set it in a tag block, since it takes none of the provider's default_tags",
};

export const tags: Rule = {
  title:
    "every resource that takes tags says its environment, project and layer, and its name where AWS shows it",
  violations: (stack) =>
    stack
      .everything()
      .filter(([address]) => isTaggable(typeOf(address)))
      .flatMap(([address, block]) => {
        const own = tagsOf(address, block, stack);
        const required = NAMED_BY_TAG.has(typeOf(address)) ? [...TAGS, "Name"] : TAGS;
        return required
          .filter((tag) => !own.has(tag))
          .map((tag) => `${address}: has no tag ${tag}; ${WAYS[typeOf(address)] ?? WAY}`);
      }),
  planted: {
    "no tags at all": { resource: { aws_sqs_queue: { planted: {} } } },
    "no layer": {
      resource: { aws_sqs_queue: { planted: { tags: { Name: "tasks" } } } },
      defaultTags: { Environment: "production", Project: "devops-mcp" },
    },
    "no name": {
      resource: { aws_vpc: { planted: {} } },
      defaultTags: { Environment: "production", Project: "devops-mcp", Layer: "network" },
    },
    "a group of instances, which takes no default tags": {
      resource: {
        aws_autoscaling_group: { planted: { tag: [{ key: "Environment", value: "production" }] } },
      },
      defaultTags: { Environment: "production", Project: "devops-mcp", Layer: "platform" },
    },
  },
};

function tagsOf(address: string, block: Block, stack: Synthesized): Set<string> {
  // https://registry.terraform.io/providers/hashicorp/aws/latest/docs#default_tags-configuration-block
  if (typeOf(address) === "aws_autoscaling_group") {
    return new Set(((block.tag ?? []) as Block[]).map(({ key }) => `${key}`));
  }
  const [defaults] = (stack.provider.default_tags ?? []) as { readonly tags?: object }[];
  return new Set(Object.keys({ ...defaults?.tags, ...(block.tags as object) }));
}

function typeOf(address: string): string {
  return address.split(".")[0] ?? "";
}

/** Whether the provider's own bindings know tags of a type. */
function isTaggable(type: string): boolean {
  if (type === "aws_autoscaling_group") return true;
  if (!type.startsWith("aws_")) return false;
  const file = type.slice("aws_".length).replaceAll("_", "-");
  const bindings: Record<string, unknown> = require(`@cdktf/provider-aws/lib/${file}`);
  return Object.values(bindings).some(
    (binding) => typeof binding === "function" && isOf(binding, type) && "tagsInput" in binding.prototype,
  );
}

function isOf(binding: object, type: string): boolean {
  return "tfResourceType" in binding && binding.tfResourceType === type;
}
