"""moto_server with what it lacks of AWS: `python server.py [arguments of moto_server]`. See gaps/ and request_models.py."""

import sys

import gaps  # noqa: F401 - importing it fills the gaps
import moto.server
from request_models import CheckedApplication

moto.server.DomainDispatcherApplication = CheckedApplication
moto.server.main(sys.argv[1:])
