/** Text for an argument of Terraform's that is to arrive as it is: `${...}` and `%{...}` are no expressions in it. */
export function literal(text: string): string {
  return text.replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
}
