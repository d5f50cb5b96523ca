"""moto_server with what it lacks of AWS: `python server.py [arguments of moto_server]`. See gaps/."""

import sys

from moto.server import main

import gaps  # noqa: F401 - importing it fills the gaps

main(sys.argv[1:])
