import { TerraformOutput } from "cdktf";
import { Certificate, type CertificateProps } from "../../../modules/certificate/certificate";
import { type Synthesized, synthIn } from "../../support/synth";

function synthCertificate(names: string[], overrides?: CertificateProps["overrides"]): Synthesized {
  return synthIn((stack) => {
    const { arn } = new Certificate(stack, "main", { names, zoneId: "Z1", overrides });
    new TerraformOutput(stack, "arn", { value: arn });
  });
}

const certificate = (synth: Synthesized) => synth.at("aws_acm_certificate.main");

/** What ACM asks for to validate a name. */
const option = (name: string, attribute: string) =>
  `\${one([for option in aws_acm_certificate.main.domain_validation_options : option if option.domain_name == "${name}"]).${attribute}}`;

const record = (name: string) => ({
  zone_id: "Z1",
  name: option(name, "resource_record_name"),
  type: option(name, "resource_record_type"),
  records: [option(name, "resource_record_value")],
  allow_overwrite: true,
});

test("it is for its names, the first one first, each of them once", () => {
  expect(certificate(synthCertificate(["a.example.com", "b.example.com", "a.example.com"]))).toMatchObject({
    domain_name: "a.example.com",
    subject_alternative_names: ["b.example.com"],
    validation_method: "DNS",
  });
  expect(certificate(synthCertificate(["a.example.com"]))).not.toHaveProperty("subject_alternative_names");
});

test("the new one is there before the old one goes", () => {
  expect(certificate(synthCertificate(["a.example.com"])).lifecycle).toEqual({
    create_before_destroy: true,
  });
});

test("each name is validated by a record of its own", () => {
  const records = synthCertificate(["mcp.example.com", "rest-api.example.com"]).resources(
    "aws_route53_record",
  );
  expect(records).toEqual({
    validate_mcp_example_com: expect.objectContaining(record("mcp.example.com")),
    validate_rest_api_example_com: expect.objectContaining(record("rest-api.example.com")),
  });
});

test.each([
  ["mcp.example.com", "*.mcp.example.com"],
  ["*.mcp.example.com", "mcp.example.com"],
])("%s and %s share a record, which is looked up by the first", (first, second) => {
  expect(synthCertificate([first, second]).resources("aws_route53_record")).toEqual({
    validate_mcp_example_com: expect.objectContaining(record(first)),
  });
});

test("a wildcard by itself has its record looked up by its whole name", () => {
  expect(synthCertificate(["*.example.com"]).resources("aws_route53_record")).toEqual({
    validate_example_com: expect.objectContaining(record("*.example.com")),
  });
});

test("who uses it waits until it is issued", () => {
  const synth = synthCertificate(["a.example.com", "b.example.com"]);
  expect(synth.outputs.arn?.value).toBe("${aws_acm_certificate_validation.main.certificate_arn}");
  expect(synth.at("aws_acm_certificate_validation.main")).toEqual({
    certificate_arn: "${aws_acm_certificate.main.arn}",
    validation_record_fqdns: [
      "${aws_route53_record.validate_a_example_com.fqdn}",
      "${aws_route53_record.validate_b_example_com.fqdn}",
    ],
  });
});

test("any argument can be set", () => {
  const overrides = { certificate: { keyAlgorithm: "EC_prime256v1" } };
  expect(certificate(synthCertificate(["a.example.com"], overrides)).key_algorithm).toBe("EC_prime256v1");
});
