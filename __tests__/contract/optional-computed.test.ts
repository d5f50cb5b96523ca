/** The extract of the AWS provider's schema, by which a sweep of the settings goes, says what the provider does. */
import { describeWith } from "../support/layer-of-proof";
import { extractOf, RENEW, readExtract } from "../support/optional-computed/extract";
import { needsProviders, needsTerraform } from "../support/requirements";

describeWith(needsTerraform() ?? needsProviders(), "what is optional and computed", () => {
  test("the extract is the provider's", async () => {
    const extract = readExtract();
    const current = await extractOf(Object.keys(extract.types));
    const isCurrent = JSON.stringify(extract) === JSON.stringify(current);
    expect(
      isCurrent ? "" : `${RENEW}: the extract of ${extract.version} is not what ${current.version} says`,
    ).toBe("");
  }, 120_000);
});
