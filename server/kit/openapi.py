"""The OpenAPI document, made of what the endpoints declare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from server.kit.errors import STATUS
from server.kit.http import JSON, Endpoint
from sync.wire import codec
from sync.wire.problems import Code, Problem

REF = "#/components/schemas/{name}"
_PARAMETER = re.compile(r"<(?P<name>\w+)(?:=(?P<base>\w+):ext=(?P<ext>\w+)|:(?P<kind>[^>]+))?>")
_UNASKED = frozenset({"open", "signature"})
"""Surfaces that ask nobody who they are."""
_SIGNED_IN = frozenset({"account", "artist", "admin"})
_ROLES = frozenset({"artist", "admin"})
_FORMATS: dict[str, dict[str, Any]] = {
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer"},
    "str": {"type": "string", "minLength": 1},
}


def document(
    endpoints: Iterable[Endpoint], *, title: str, version: str, url: str
) -> dict[str, Any]:
    """OpenAPI 3.1 of the given endpoints."""
    shown = [e for e in endpoints if e.documented]
    kinds = {k for e in shown for k in (e.body, e.query, e.reply) if k is not None} | {Problem}
    listed = list(kinds)
    found, components = codec.schemas(listed, REF)
    schema = dict(zip(listed, found, strict=True))
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in shown:
        path = _PARAMETER.sub(_templated, endpoint.path)
        operation = _operation(endpoint, schema, components)
        paths.setdefault(path, {})[endpoint.method.lower()] = operation
    components["Failure"] = {
        "type": "object",
        "required": ["error"],
        "properties": {"error": schema[Problem]},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "servers": [{"url": url}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"device": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(
    endpoint: Endpoint, schema: dict[Any, Any], components: dict[str, Any]
) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": f"{endpoint.tag}.{endpoint.name}",
        "summary": endpoint.summary,
        "tags": [endpoint.tag],
        "parameters": _parameters(endpoint, schema, components),
        "responses": _responses(endpoint, schema),
    }
    if endpoint.body is not None:
        found["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": schema[endpoint.body]}},
        }
    if endpoint.surface not in _UNASKED:
        optional: list[dict[str, Any]] = [] if endpoint.surface in _SIGNED_IN else [{}]
        found["security"] = [*optional, {"device": []}]
    return found


def _templated(found: re.Match[str]) -> str:
    ending = f".{found['ext']}" if found["ext"] else ""
    return "{" + found["name"] + "}" + ending


def _parameters(
    endpoint: Endpoint, schema: dict[Any, Any], components: dict[str, Any]
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {
            "name": m["name"],
            "in": "path",
            "required": True,
            "schema": _FORMATS.get(m["kind"] or m["base"] or "str", {"type": "string"}),
        }
        for m in _PARAMETER.finditer(endpoint.path)
    ]
    if endpoint.query is not None:
        shape = components[schema[endpoint.query]["$ref"].rpartition("/")[2]]
        required = shape.get("required", [])
        found += [
            {"name": name, "in": "query", "required": name in required, "schema": part}
            for name, part in shape["properties"].items()
        ]
    return found


def _responses(endpoint: Endpoint, schema: dict[Any, Any]) -> dict[str, Any]:
    success: dict[str, Any] = {"description": "Done"}
    if endpoint.reply is not None:
        success["content"] = {endpoint.content_type: {"schema": schema[endpoint.reply]}}
    elif endpoint.content_type != JSON:
        success["content"] = {endpoint.content_type: {}}
    found = {str(status): success for status in (endpoint.status, *endpoint.also)}
    if endpoint.ranged:
        found["206"] = {"description": "A range", "content": {endpoint.content_type: {}}}
        found["304"] = {"description": "Not modified"}
    for code in _codes(endpoint):
        status = str(STATUS[code])
        known = found.setdefault(
            status,
            {
                "description": "",
                "content": {JSON: {"schema": {"$ref": REF.format(name="Failure")}}},
            },
        )
        known["description"] = ", ".join(filter(None, [known["description"], code.value]))
    return found


def _codes(endpoint: Endpoint) -> list[Code]:
    codes = [*endpoint.errors]
    if endpoint.surface not in _UNASKED:
        # Where one may come without a token, one that is not valid (any more) is refused all the
        # same, so that programs learn of it.
        codes += [Code.UNAUTHENTICATED]
    if endpoint.surface in _SIGNED_IN and endpoint.method != "GET":
        codes += [Code.CSRF]
    if endpoint.surface in _ROLES:
        codes += [Code.FORBIDDEN]
    if endpoint.body is not None:
        codes += [Code.MALFORMED, Code.INVALID, Code.UNSUPPORTED, Code.TOO_LARGE]
    if endpoint.query is not None:
        codes += [Code.INVALID]
    if endpoint.ranged:
        codes += [Code.RANGE]
    if "<" in endpoint.path:
        codes += [Code.NOT_FOUND]
    return list(dict.fromkeys(codes))
