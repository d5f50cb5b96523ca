import { AcmCertificate, type AcmCertificateConfig } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { Construct } from "constructs";
import { part } from "../part";
import { waive } from "../waiver";

/** Seconds that others may remember a record; it does not change. */
const RECORD_TTL_SECONDS = 300;

export interface CertificateProps {
  /** The names that it is for, the first one first; at most 10 without asking AWS for more. */
  readonly names: readonly string[];
  /** The public hosted zone of all of them. */
  readonly zoneId: string;
  readonly overrides?: { readonly certificate?: Partial<AcmCertificateConfig> };
}

/**
 * A certificate of ACM that is validated by records in Route 53, which renews itself as long as they are there. Its resources
 * bear the construct's id. Free of charge. Guide: lines 669–687.
 */
export class Certificate extends Construct {
  /** The certificate's ARN, once it is issued. */
  readonly arn: string;
  readonly certificate: AcmCertificate;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: CertificateProps,
  ) {
    super(scope, id);
    const [domainName, ...subjectAlternativeNames] = new Set(props.names);
    this.certificate = new AcmCertificate(part(this, "certificate"), id, {
      domainName,
      subjectAlternativeNames: subjectAlternativeNames.length > 0 ? subjectAlternativeNames : undefined,
      validationMethod: "DNS",
      // What uses it changes over before the old one goes.
      lifecycle: { createBeforeDestroy: true },
      ...props.overrides?.certificate,
    });
    if (props.names.some((name) => name.startsWith("*."))) {
      waive(
        this.certificate,
        "CKV2_AWS_71",
        "The guide has one: names below a host of ours are nobody else's",
      );
    }
    const records = [...namesToValidate(props.names)].map(([recordName, name]) =>
      this.createRecord(recordName, name),
    );
    const validation = new AcmCertificateValidation(part(this, "validation"), id, {
      certificateArn: this.certificate.arn,
      validationRecordFqdns: records.map((record) => record.fqdn),
    });
    this.arn = validation.certificateArn;
  }

  private createRecord(recordName: string, name: string): Route53Record {
    // ACM's answer is a set, in an order of its own.
    const options = `${this.certificate.fqn}.domain_validation_options`;
    const option = `one([for option in ${options} : option if option.domain_name == "${name}"])`;
    return new Route53Record(part(this, "records"), `validate_${recordName.replaceAll(/[.-]/g, "_")}`, {
      zoneId: this.props.zoneId,
      name: `\${${option}.resource_record_name}`,
      type: `\${${option}.resource_record_type}`,
      records: [`\${${option}.resource_record_value}`],
      ttl: RECORD_TTL_SECONDS,
      // All certificates of an account for one name are validated by one record.
      allowOverwrite: true,
    });
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
