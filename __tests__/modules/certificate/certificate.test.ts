import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { TerraformOutput, Testing } from "cdktf";
import { Certificate, type CertificateProps } from "../../../modules/certificate/certificate";
import { type Synthesized, synthIn } from "../../support/synth";

function synthCertificate(names: string[], overrides?: CertificateProps["overrides"]): Synthesized {
  return synthIn((stack) => {
    const { arn } = new Certificate(stack, "main", { names, zone: { zoneId: "Z1" }, overrides });
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
  lifecycle: { ignore_changes: ["name", "type", "records"] },
});

test("it is for its names, the first one first, each of them once, and the new one is there before the old one goes", () => {
  const stack = Testing.synthScope((scope) => {
    const names = ["a.example.com", "b.example.com", "a.example.com"];
    new Certificate(scope, "main", { names, zone: { zoneId: "Z1" } });
  });
  expect(stack).toHaveResourceWithProperties(AcmCertificate, {
    domain_name: "a.example.com",
    subject_alternative_names: ["b.example.com"],
    validation_method: "DNS",
    lifecycle: { create_before_destroy: true },
  });
  expect(stack).toHaveResourceWithProperties(Route53Record, {
    zone_id: "Z1",
    name: expect.stringContaining('option.domain_name == "b.example.com"'),
    ttl: 300,
    allow_overwrite: true,
  });
});

test("one name is all there are, which is written: left out, the provider would keep others that it had", () => {
  expect(certificate(synthCertificate(["a.example.com"])).subject_alternative_names).toEqual([
    "a.example.com",
  ]);
});

test("each name is validated by a record of its own", () => {
  const records = synthCertificate(["mcp.example.com", "rest-api.example.com"]).resources(
    "aws_route53_record",
  );
  expect(records).toEqual({
    main_validate_mcp_example_com: expect.objectContaining(record("mcp.example.com")),
    main_validate_rest_api_example_com: expect.objectContaining(record("rest-api.example.com")),
  });
});

test.each([
  ["mcp.example.com", "*.mcp.example.com"],
  ["*.mcp.example.com", "mcp.example.com"],
])("%s and %s share a record, which is looked up by the first", (first, second) => {
  expect(synthCertificate([first, second]).resources("aws_route53_record")).toEqual({
    main_validate_mcp_example_com: expect.objectContaining(record(first)),
  });
});

test("a wildcard by itself has its record looked up by its whole name", () => {
  expect(synthCertificate(["*.example.com"]).resources("aws_route53_record")).toEqual({
    main_validate_example_com: expect.objectContaining(record("*.example.com")),
  });
});

test("who uses it waits until it is issued", () => {
  const synth = synthCertificate(["a.example.com", "b.example.com"]);
  expect(synth.outputs.arn?.value).toBe("${aws_acm_certificate_validation.main.certificate_arn}");
  expect(synth.at("aws_acm_certificate_validation.main")).toEqual({
    certificate_arn: "${aws_acm_certificate.main.arn}",
    validation_record_fqdns: [
      "${aws_route53_record.main_validate_a_example_com.fqdn}",
      "${aws_route53_record.main_validate_b_example_com.fqdn}",
    ],
  });
});

test("two of them stand in one stack, for the same names", () => {
  const synth = synthIn((stack) => {
    new Certificate(stack, "main", { names: ["a.example.com"], zone: { zoneId: "Z1" }, idPrefix: "" });
    new Certificate(stack, "other", { names: ["a.example.com"], zone: { zoneId: "Z1" } });
  });
  expect(Object.keys(synth.resources("aws_route53_record")).sort()).toEqual([
    "other_validate_a_example_com",
    "validate_a_example_com",
  ]);
});

test("any argument of any resource can be set; what is not named stays", () => {
  const synth = synthCertificate(["a.example.com"], {
    certificate: { keyAlgorithm: "EC_prime256v1", lifecycle: { preventDestroy: true } },
    record: { ttl: 60 },
    validation: { timeouts: { create: "10m" } },
  });
  expect(certificate(synth)).toMatchObject({
    key_algorithm: "EC_prime256v1",
    lifecycle: { create_before_destroy: true, prevent_destroy: true },
  });
  expect(synth.at("aws_route53_record.main_validate_a_example_com")).toMatchObject({
    ...record("a.example.com"),
    ttl: 60,
  });
  expect(synth.at("aws_acm_certificate_validation.main").timeouts).toEqual({ create: "10m" });
});
