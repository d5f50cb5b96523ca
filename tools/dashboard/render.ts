/** Draws the synthesized dashboards, with invented values: `npm run dashboard -- [environment]`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadEnvironments } from "../../environments/schema/load";
import { runCommand } from "../run-command";
import { UserError } from "../user-error";
import { parseBody, placementProblems } from "./body";
import { drawDashboard } from "./svg";

const ROOT = join(__dirname, "../..");
const OUTPUT = "cdktf.out/dashboards";

interface SynthesizedDashboard {
  /** Its stack's name and Terraform's. */
  readonly id: string;
  readonly name: string;
  readonly body: string;
}

function main([environment]: readonly string[]): void {
  const stacks = synthesizedStacks().filter(ofEnvironment(environment));
  const of = environment === undefined ? "" : ` of ${environment}`;
  if (stacks.length === 0) throw new UserError(`No stack${of} is synthesized yet. First: npm run synth`);
  const dashboards = stacks.flatMap(dashboardsOf);
  if (dashboards.length === 0)
    throw new UserError(
      `No synthesized stack${of} has a dashboard. Do the settings have monitoring? Then again: npm run synth`,
    );
  mkdirSync(join(ROOT, OUTPUT), { recursive: true });
  for (const dashboard of dashboards) render(dashboard);
}

function synthesizedStacks(): string[] {
  const directory = join(ROOT, "cdktf.out/stacks");
  const names = existsSync(directory) ? readdirSync(directory).sort() : [];
  return names.filter((name) => existsSync(configurationPath(name)));
}

function configurationPath(stack: string): string {
  return join(ROOT, "cdktf.out/stacks", stack, "cdk.tf.json");
}

function ofEnvironment(name: string | undefined): (stack: string) => boolean {
  if (name === undefined) return () => true;
  const environments = loadEnvironments(join(ROOT, "environments"), name);
  return (stack) => environments.some(({ prefix }) => stack === prefix || stack.startsWith(`${prefix}-`));
}

function dashboardsOf(stack: string): SynthesizedDashboard[] {
  const { resource } = JSON.parse(readFileSync(configurationPath(stack), "utf8"));
  const dashboards: Record<string, Record<string, string>> = resource?.aws_cloudwatch_dashboard ?? {};
  return Object.entries(dashboards).map(([id, { dashboard_name = id, dashboard_body = "" }]) => ({
    id: `${stack}-${id}`,
    name: dashboard_name,
    body: dashboard_body,
  }));
}

function render({ id, name, body }: SynthesizedDashboard): void {
  const widgets = widgetsOf(id, body);
  const file = `${OUTPUT}/${id}.svg`;
  writeFileSync(join(ROOT, file), drawDashboard(name, widgets));
  console.log(file);
  for (const problem of placementProblems(widgets)) console.warn(`  ${problem}`);
}

function widgetsOf(id: string, body: string) {
  try {
    return parseBody(body);
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${id}: ${error.message}`) : error;
  }
}

runCommand(main);
