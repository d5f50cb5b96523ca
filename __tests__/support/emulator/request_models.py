"""Holds every request to AWS's own model of it, as botocore has it: what AWS refuses by the request alone, moto lets pass.

moto routes and parses requests by these models. Added are what its parsers pass over (unknown arguments) and what botocore's
validator leaves to AWS (enumerations, patterns, upper limits). Left out: rules between arguments, and those of AWS's prose.
"""

import json
from functools import cache
from io import BytesIO
from threading import Lock

import regex
from botocore.exceptions import UnknownServiceError
from botocore.validate import ParamValidator, ValidationErrors
from moto.core.parse import (
    EC2QueryParser,
    JSONParser,
    QueryParser,
    RequestParser,
    RequestParserError,
    RestJSONParser,
    RestXMLParser,
)
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import get_service_router
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

# Where the name in a signature is not that of the model.
MODELS = {"monitoring": "cloudwatch", "elasticloadbalancing": "elbv2", "tagging": "resourcegroupstaggingapi"}

# Service and operation, what is said of it, and why AWS takes it all the same.
TOLERATED = {}

# Asked by GET, answers what was found since it was asked last.
VIOLATIONS = "/moto-api/violations"

violations = {}

# Without it, requests that come first together load a model each.
loading = Lock()


class CheckedApplication(DomainDispatcherApplication):
    def __call__(self, environ, start_response):
        path = environ["PATH_INFO"]
        if path == VIOLATIONS:
            found = list(violations)
            violations.clear()
            return Response(json.dumps(found), mimetype="application/json")(environ, start_response)
        if not path.startswith("/moto-api"):
            body = Request(environ).get_data()
            for violation in violations_of(Request({**environ, "wsgi.input": BytesIO(body)})):
                violations[violation] = True
            environ["wsgi.input"] = BytesIO(body)
        return super().__call__(environ, start_response)


def violations_of(request):
    """Lines of service, operation, the name that the request has for its resource, argument and rule."""
    try:
        service = service_of(request)
        with loading:
            operation, labels = get_service_router(service).match(request)
    except (LookupError, NotFound, NotImplementedError, UnknownServiceError) as error:
        return [f"{request.method} {request.path}: belongs to no operation that botocore knows ({type(error).__name__})"]
    title = f"{service} {operation.name}"
    try:
        params, unknown = parse(operation, labels, request)
    except RequestParserError as error:
        return [f"{title}: {error}"]
    errors = Errors()
    if operation.input_shape is not None:
        Validator()._validate(params, operation.input_shape, errors, name="")
    for name in sorted(unknown):
        errors.report(name, "unknown argument")
    resource = resource_in(params, operation.input_shape)
    return [f"{title} {resource}: {line}" for line in errors.lines() if not tolerated(title, line)]


def service_of(request):
    """By the scope in its signature, `.../us-east-1/s3/aws4_request`."""
    signed_for = request.headers["Authorization"].split(",")[0].split("/")[3]
    if signed_for == "s3" and request.path.startswith("/v20180820/"):
        return "s3control"
    return MODELS.get(signed_for, signed_for)


def resource_in(params, shape):
    """The first of its arguments, required ones before, that names something."""
    names = [*shape.required_members, *params] if shape is not None else []
    for name in names:
        if isinstance(params.get(name), str) and regex.search("(?i)(name|id|identifier|arn|bucket|family|key)$", name):
            return short(params[name])
    return "(unnamed)"


def tolerated(title, line):
    return any(title == operation and said in line for operation, said in TOLERATED)


class Errors(ValidationErrors):
    def _format_error(self, error):
        reason, name, _ = error
        return super()._format_error(error) or f"{self._get_name(name)}: {reason}"

    def lines(self):
        return [self._format_error(error) for error in self._errors]


class Validator(ParamValidator):
    """Types, required members and lower limits are botocore's."""

    VALIDATED_METADATA_ATTRS = ParamValidator.VALIDATED_METADATA_ATTRS | {"enum", "max", "pattern"}

    def _validate(self, params, shape, errors, name):
        super()._validate(params, shape, errors, name)
        rules = shape.metadata
        if "enum" in rules and params not in rules["enum"]:
            errors.report(name, f"{short(params)} is none of {', '.join(rules['enum'])}")
        if "pattern" in rules and isinstance(params, str) and not matches(rules["pattern"], params):
            errors.report(name, f"{short(params)} does not match the pattern {rules['pattern']}")
        if "max" in rules and size(params) > rules["max"]:
            errors.report(name, f"{short(params)} is above the maximum {rules['max']}")
        if "min" in rules and shape.type_name in ("blob", "map") and size(params) < rules["min"]:
            errors.report(name, f"{short(params)} is below the minimum {rules['min']}")


def size(value):
    return value if isinstance(value, (int, float)) else len(value)


def short(value):
    text = repr(value)
    return text if len(text) <= 100 else f"{text[:97]}... ({size(value)})"


def matches(pattern, text):
    """AWS asks patterns without anchors for the whole text."""
    compiled = compile_pattern(pattern)
    anchored = pattern.startswith("^") or pattern.endswith("$")
    return bool(compiled.search(text) if anchored else compiled.fullmatch(text))


@cache
def compile_pattern(pattern):
    """The models' are Java's: \\w is ASCII, and what is above the basic plane is a pair of surrogates."""
    ours = pattern.replace("\\uD800\\uDC00-\\uDBFF\\uDFFF", "\\U00010000-\\U0010FFFF")
    return regex.compile(ours, 0 if "\\p" in pattern else regex.ASCII)


def parse(operation, labels, request):
    """The request's arguments by the names of the model, and those that it does not have."""
    protocol = determine_request_protocol(operation.service_model, request.content_type)
    values = Form(request.values) if protocol in ("ec2", "query") else request.args
    parser = PARSERS[protocol](operation)
    parser.unknown = set()
    params = parser.parse(
        {
            "method": request.method,
            "values": values,
            "headers": request.headers,
            "body": request.get_data(),
            "url_path": request.path,
            "url_params": labels,
        }
    )
    if isinstance(values, Form):
        return params, values.unread - {"Action", "Version"}
    return params, parser.unknown | unknown_in_query(operation, request.args)


def unknown_in_query(operation, args):
    members = operation.input_shape.members.items() if operation.input_shape is not None else []
    inside = [(name, member) for name, member in members if member.serialization.get("location") == "querystring"]
    if any(member.type_name == "map" for _, member in inside):
        return set()
    known = {member.serialization.get("name", name) for name, member in inside}
    # SDKs add the operation's name as x-id.
    return set(args) - known - set(operation.http_trait.query_args) - {"x-id"}


class Form(dict):
    """Arguments of a form, and those for which a parser has not asked: the model does not have them."""

    def __init__(self, values):
        super().__init__(values.items())
        self.unread = set(self)

    def get(self, key, default=None):
        self.unread.discard(key)
        return super().get(key, default)


class Lenient:
    """What is not of its type stays as it was sent, for the validator to name."""

    def _parse_shape(self, shape, *sent):
        try:
            return super()._parse_shape(shape, *sent)
        except (AttributeError, TypeError, ValueError):
            return getattr(self, "_parse_string", self._default_handle)(shape, *sent)


class CheckedEC2Parser(Lenient, EC2QueryParser):
    pass


class CheckedQueryParser(Lenient, QueryParser):
    pass


class CheckedJSON(Lenient):
    def _parse_structure(self, shape, value):
        if isinstance(value, dict) and not shape.is_document_type:
            known = {member.serialization.get("name", name) for name, member in shape.members.items()}
            self.unknown |= {f"{shape.name}.{name}" for name in value.keys() - known}
        return super()._parse_structure(shape, value)


class CheckedJSONParser(CheckedJSON, JSONParser):
    # A number in a text is for the validator, too.
    _parse_integer = _parse_long = _parse_float = _parse_double = RequestParser._default_handle


class CheckedRestJSONParser(CheckedJSON, RestJSONParser):
    pass


class CheckedRestXMLParser(Lenient, RestXMLParser):
    def _parse_structure(self, shape, node):
        known = {self._member_key_name(member, name) for name, member in shape.members.items()}
        self.unknown |= {f"{shape.name}.{name}" for name in self._build_name_to_xml_node(node).keys() - known}
        return super()._parse_structure(shape, node)


PARSERS = {
    "ec2": CheckedEC2Parser,
    "json": CheckedJSONParser,
    "query": CheckedQueryParser,
    "rest-json": CheckedRestJSONParser,
    "rest-xml": CheckedRestXMLParser,
}
