"""The value type that everything stored or exchanged is made of; no dependency, so that it loads at once."""

from typing import Any, TypeAlias

Plain: TypeAlias = bool | int | str | list[Any] | dict[str, Any] | None
"""A JSON-safe value (see docs/architecture.md, "Plain values")."""
