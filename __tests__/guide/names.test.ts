/** Names that another environment in the account would have too: those that the guide gives, and none of our own making. */
import type { Environment } from "../../environments/schema/environment";
import { namesWithoutPrefix } from "../policy/rules/names";
import { anotherEnvironment, environment, settings, synthEnvironments } from "../support/synth";

/** The guide's names, and its lines. */
const NAMES_OF_GUIDE: Readonly<Record<string, number>> = {
  "mcp/server": 355,
  "mcp/api": 356,
  "mcp/worker": 357,
  "mcp-server": 373,
  "/ecs/mcp-server": 407,
  // As the guide's, of the services whose definitions it names without showing them.
  "rest-api": 430,
  worker: 431,
  "/ecs/rest-api": 430,
  "/ecs/worker": 431,
  // Prefixes, to which AWS adds letters.
  "mcp-alb-": 556,
  "mcp-app-": 583,
  "mcp-alb": 768,
  "mcp-postgres15": 1113,
  "mcp-spot-capacity": 1172,
};

const names = (of: Environment) =>
  Object.values(synthEnvironments(of)).flatMap((stack) =>
    namesWithoutPrefix(stack, of).map(({ name }) => name),
  );

test("without the environment's prefix are the guide's names only", () => {
  const { platform } = settings();
  const spotInstances = { name: "mcp-spot-capacity", instanceTypes: ["m6i.large"] };
  const found = new Set(names(environment({ platform: { ...platform, spotInstances } })));
  expect([...found].sort()).toEqual(Object.keys(NAMES_OF_GUIDE).sort());
});

test("an environment whose settings give no names has its prefix in every name", () => {
  expect(names(environment(anotherEnvironment("staging")))).toEqual(["mcp-app-"]);
});
