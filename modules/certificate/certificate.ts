import { AcmCertificate, type AcmCertificateConfig } from "@cdktf/provider-aws/lib/acm-certificate";
import {
  AcmCertificateValidation,
  type AcmCertificateValidationConfig,
} from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record, type Route53RecordConfig } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import { type InnerIds, innerIds } from "../inner-ids";
import { type Override, overridden } from "../override";
import { part } from "../part";
import { waive } from "../waiver";

/** TTL of a record; it does not change. */
const RECORD_TTL_SECONDS = 300;

export interface CertificateProps extends InnerIds {
  /** The names that it is for, the first one first; at most 10 without asking AWS for more. */
  readonly names: readonly string[];
  /** The public hosted zone of all of them. */
  readonly zone: { readonly zoneId: string };
  readonly overrides?: {
    readonly certificate?: Override<AcmCertificateConfig>;
    /** Each of the records that validate it. */
    readonly record?: Override<Route53RecordConfig>;
    readonly validation?: Override<AcmCertificateValidationConfig>;
  };
}

/**
 * A certificate of ACM that is validated by records in Route 53, which renews itself as long as they are there. Its resources
 * bear the construct's id, the records `validate_` and their names. Free of charge. Guide: lines 671–675.
 */
export class Certificate extends Construct {
  /** The certificate's ARN, once it is issued. */
  readonly arn: string;
  readonly certificate: AcmCertificate;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: CertificateProps,
  ) {
    super(scope, id);
    this.certificate = this.createCertificate();
    this.arn = this.validate().certificateArn;
  }

  private createCertificate(): AcmCertificate {
    const { names, overrides } = this.props;
    const [domainName = "", ...others] = new Set(names);
    const config: AcmCertificateConfig = {
      domainName,
      // Left out, the provider would keep those that there are. AWS counts the first name among them.
      subjectAlternativeNames: others.length > 0 ? others : [domainName],
      validationMethod: "DNS",
      // What uses it changes over before the old one goes.
      lifecycle: { createBeforeDestroy: true },
    };
    const certificate = new AcmCertificate(
      part(this, "certificate"),
      this.id,
      overridden(config, overrides?.certificate),
    );
    if (names.some((name) => name.startsWith("*."))) {
      waive(certificate, "CKV2_AWS_71", "The guide has one: names below a host of ours are nobody else's");
    }
    return certificate;
  }

  private validate(): AcmCertificateValidation {
    const { names, overrides } = this.props;
    const records = [...namesToValidate(names)].map(([recordName, name]) =>
      this.createRecord(recordName, name),
    );
    const config: AcmCertificateValidationConfig = {
      certificateArn: this.certificate.arn,
      validationRecordFqdns: records.map((record) => record.fqdn),
    };
    return new AcmCertificateValidation(
      part(this, "validation"),
      this.id,
      overridden(config, overrides?.validation),
    );
  }

  private createRecord(recordName: string, name: string): Route53Record {
    // ACM's answer is a set, in an order of its own.
    const options = `${this.certificate.fqn}.domain_validation_options`;
    const option = `one([for option in ${options} : option if option.domain_name == "${name}"])`;
    const { zone, overrides } = this.props;
    const config: Route53RecordConfig = {
      zoneId: zone.zoneId,
      name: `\${${option}.resource_record_name}`,
      type: `\${${option}.resource_record_type}`,
      records: [`\${${option}.resource_record_value}`],
      ttl: RECORD_TTL_SECONDS,
      // All certificates of an account for one name are validated by one record, so the next certificate needs no other one.
      // https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
      allowOverwrite: true,
      // Before it is made, Terraform does not know that, and would delete the record to make it again.
      lifecycle: { ignoreChanges: ["name", "type", "records"] },
    };
    const id = innerIds(this.id, this.props)(`validate_${recordName.replaceAll(/[.-]/g, "_")}`);
    return new Route53Record(part(this, "records"), id, overridden(config, overrides?.record));
  }
}

/** Names by the record that validates them: a name and its wildcard share one. */
function namesToValidate(names: readonly string[]): Map<string, string> {
  const byRecord = new Map<string, string>();
  for (const name of names) {
    const record = name.replace(/^\*\./, "");
    if (!byRecord.has(record)) byRecord.set(record, name);
  }
  return byRecord;
}
