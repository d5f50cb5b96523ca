"""aws_ecr_repository stops scanning in place: the provider then sends an empty configuration, which moto takes for none."""

from moto.ecr.models import Repository


def update_image_scanning_configuration(self, image_scanning_configuration):
    self.image_scanning_configuration = {"scanOnPush": False, **(image_scanning_configuration or {})}


Repository._update_image_scanning_configuration = update_image_scanning_configuration
