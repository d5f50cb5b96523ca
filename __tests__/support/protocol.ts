/** What a slow test does, line by line as it happens: `cloud, layered: deploy: 34 added, 0 changed, 0 destroyed (91 s)`. */
export interface Protocol {
  /** Takes the time of a step, and says what came of it in Terraform's own sums. Its result is the step's. */
  step(what: string, step: () => Promise<string>): Promise<string>;
}

export function startProtocol(title: string): Protocol {
  return {
    step: async (what, step) => {
      const started = Date.now();
      const output = await step();
      const seconds = Math.round((Date.now() - started) / 1000);
      process.stderr.write(`${title}: ${what}: ${summarize(output)} (${seconds} s)\n`);
      return output;
    },
  };
}

/** What Terraform changed, summed over the stacks that a command ran it in. */
export interface Changes {
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
}

export function changesIn(output: string): Changes {
  const sum = (verb: string) =>
    [...output.matchAll(new RegExp(`complete! .*?(\\d+) ${verb}`, "g"))].reduce(
      (total, [, count]) => total + Number(count),
      0,
    );
  return { added: sum("added"), changed: sum("changed"), destroyed: sum("destroyed") };
}

function summarize(output: string): string {
  if (/complete!/.test(output)) {
    const { added, changed, destroyed } = changesIn(output);
    return `${added} added, ${changed} changed, ${destroyed} destroyed`;
  }
  return /No changes\./.test(output) ? "no changes" : "done";
}
