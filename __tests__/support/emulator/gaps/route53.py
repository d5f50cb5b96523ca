"""aws_route53_record that is made again after it was removed: moto takes the request for one that it has seen already."""

from moto.route53.models import Route53Backend

change_what_is_new = Route53Backend.change_resource_record_sets


def change_resource_record_sets(self, zoneid, change_list):
    zone = self.get_hosted_zone(zoneid)
    existing = {(record.name.strip("."), record.type) for record in zone.rrsets}
    for change in change_list:
        record = change["ResourceRecordSet"]
        is_new = (record["Name"].strip("."), record["Type"]) not in existing
        while change["Action"] == "CREATE" and is_new and change in zone.rr_changes:
            zone.rr_changes.remove(change)
    change_what_is_new(self, zoneid, change_list)


Route53Backend.change_resource_record_sets = change_resource_record_sets
