"""Templates compiled once for all the apps of a run; compiling them anew would be most of what an app costs."""

from __future__ import annotations

from typing import Any

from flask import has_app_context
from jinja2.bccache import Bucket, BytecodeCache

from community.web.language import language


class Compiled(BytecodeCache):
    """Keeps the code of each template for each language, whose texts are part of it."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def get_bucket(self, environment: Any, name: str, filename: str | None, source: str) -> Bucket:
        code = language() if environment.languages is None and has_app_context() else ""
        bucket = Bucket(environment, f"{name} {code}", self.get_source_checksum(source))
        bucket.code = self.kept.get(f"{bucket.key} {bucket.checksum}")
        return bucket

    def set_bucket(self, bucket: Bucket) -> None:
        self.kept[f"{bucket.key} {bucket.checksum}"] = bucket.code

    def load_bytecode(self, bucket: Bucket) -> None:
        raise NotImplementedError

    def dump_bytecode(self, bucket: Bucket) -> None:
        raise NotImplementedError


COMPILED = Compiled()
