"""The YAML files: where they lie, how they become values, and what is checked across them."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ConfigDict, TypeAdapter, ValidationError

import watch
from watch import model
from watch.config.checks import cross_check
from watch.config.checks_linking import check_linking
from watch.config.checks_sources import repeated
from watch.errors import ConfigError
from watch.model import Actor, Cue, Framework, LegalBase, Lexicon, Linking, Organisation, Register, Source, Subscription

CONFIG_FILES = (
    "sources.yml",
    "actors.yml",
    "organisations.yml",
    "lexicon.yml",
    "framework.yml",
    "legal.yml",
    "linking.yml",
    "subscriptions.yml",
)


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration, parsed and checked."""

    directory: Path
    sources: tuple[Source, ...]
    register: Register
    lexicon: Lexicon
    framework: Framework
    legal: LegalBase
    linking: Linking
    subscriptions: tuple[Subscription, ...]


@dataclass(frozen=True, slots=True)
class _SourcesFile:
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class _ActorsFile:
    version: str
    actors: tuple[Actor, ...]


@dataclass(frozen=True, slots=True)
class _OrganisationsFile:
    version: str
    organisations: tuple[Organisation, ...]


@dataclass(frozen=True, slots=True)
class _LexiconFile:
    version: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class _SubscriptionsFile:
    subscriptions: tuple[Subscription, ...]


_SHAPES: Mapping[str, type] = {
    "sources.yml": _SourcesFile,
    "actors.yml": _ActorsFile,
    "organisations.yml": _OrganisationsFile,
    "lexicon.yml": _LexiconFile,
    "framework.yml": Framework,
    "legal.yml": LegalBase,
    "linking.yml": Linking,
    "subscriptions.yml": _SubscriptionsFile,
}


def _forbid_unknown_keys() -> None:
    """Give every value type the pydantic setting that makes an unknown key an error.

    Set from here so that `watch.model` needs nothing but the standard library.
    """
    shapes = [*_SHAPES.values(), *(getattr(model, name) for name in model.__all__)]
    for shape in shapes:
        if hasattr(shape, "__dataclass_fields__"):
            shape.__pydantic_config__ = ConfigDict(extra="forbid")


_forbid_unknown_keys()


def defaults_directory() -> Path:
    """Where the shipped files lie: inside the wheel, or `config/` of a checkout."""
    package = Path(watch.__file__).parent
    inside = package / "defaults"
    return inside if inside.is_dir() else package.parent.parent / "config"


def copy_defaults(target: Path) -> tuple[Path, ...]:
    """Copy the shipped files into *target*, never over an existing one; return what was written.

    Raises ConfigError when the directory cannot be written.
    """
    try:
        target.mkdir(parents=True, exist_ok=True)
        absent = [name for name in CONFIG_FILES if not (target / name).exists()]
        written = [Path(shutil.copy(defaults_directory() / name, target / name)) for name in absent]
    except OSError as error:
        raise ConfigError([f"{target}: cannot be written ({error.strerror})"], subject=str(target)) from error
    return tuple(written)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # ten times faster where libyaml is
    """YAML as safe as the standard loader's, and strict about keys given twice."""


def _mapping_without_duplicates(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            line = key_node.start_mark.line + 1
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} is given twice (line {line})")
        seen.add(key)
    found: dict[Any, Any] = loader.construct_mapping(node, deep=True)
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_without_duplicates)


def _read(path: Path, mistakes: list[str], text: str | None = None) -> Any:
    """Parse one file (or *text* instead of it) with *path*'s shape; append to *mistakes* and return None when wrong."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8") if text is None else text, Loader=_Loader)  # noqa: S506  (a SafeLoader)
        return TypeAdapter(_SHAPES[path.name]).validate_python(content)
    except FileNotFoundError:
        mistakes.append(f"{path}: is missing; `vigie init {path.parent}` writes the shipped one")
    except OSError as error:
        mistakes.append(f"{path}: cannot be read ({error.strerror})")
    except UnicodeDecodeError:
        mistakes.append(f"{path}: is not UTF-8; save it as UTF-8")
    except yaml.YAMLError as error:
        mistakes.append(f"{path}: is not valid YAML ({' '.join(str(error).split())})")
    except ValidationError as error:
        mistakes.extend(_sentences(path, content, error))
    return None


def _sentences(path: Path, content: Any, error: ValidationError) -> Iterator[str]:
    """One sentence for each mistake: file, key path (an entry by its id), what is wrong and the value."""
    for mistake in error.errors(include_url=False):
        where, node = [], content
        for step in mistake["loc"]:
            node = node[step] if _has(node, step) else None
            named = node.get("id") if isinstance(node, dict) and isinstance(step, int) else None
            where.append(str(named or step))
        value = "" if mistake["type"] in {"missing", "missing_argument"} else f", got {mistake['input']!r:.80}"
        said = mistake["msg"].removeprefix("Value error, ")
        if mistake["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
            said = "unknown key; remove it or check its spelling"
        yield f"{path}: {'.'.join(where) or 'the file'}: {said}{value}"


def _has(node: Any, step: str | int) -> bool:
    return (isinstance(node, dict) and step in node) or (
        isinstance(node, list) and isinstance(step, int) and step < len(node)
    )


def load_config(directory: Path | None = None, *, instead: Mapping[str, str] | None = None) -> Config:
    """Parse and check every file of *directory* (the shipped ones when None).

    *instead* holds texts, by file name, that stand for files as if they were written already. Raises ConfigError that
    lists every mistake of every file.
    """
    directory = directory or defaults_directory()
    mistakes: list[str] = []
    if not directory.is_dir():
        raise ConfigError(
            [f"{directory}: is no directory; point VIGIE_CONFIG at one, or run `vigie init {directory}`"],
            subject=str(directory),
        )
    read = {name: _read(directory / name, mistakes, (instead or {}).get(name)) for name in CONFIG_FILES}
    if mistakes:
        raise ConfigError(mistakes, subject=str(directory))
    actors, lexicon, framework = read["actors.yml"], read["lexicon.yml"], read["framework.yml"]
    config = Config(
        directory=directory,
        sources=read["sources.yml"].sources,
        register=Register(
            actors.version, {actor.id: actor for actor in actors.actors}, read["organisations.yml"].organisations
        ),
        lexicon=Lexicon(lexicon.version, {cue.id: cue for cue in lexicon.cues}),
        framework=framework,
        legal=read["legal.yml"],
        linking=read["linking.yml"],
        subscriptions=read["subscriptions.yml"].subscriptions,
    )
    for name, what, ids in (
        ("actors.yml", "actor id", (actor.id for actor in actors.actors)),
        ("organisations.yml", "organisation", (each.name for each in read["organisations.yml"].organisations)),
        ("lexicon.yml", "cue id", (cue.id for cue in lexicon.cues)),
    ):
        said = f"{directory / name}: {what}"
        mistakes += [f"{said} {one!r} is given twice; each must be unique" for one in repeated(ids)]
    mistakes += cross_check(directory, config.sources, config.register, config.framework, config.subscriptions)
    mistakes += [f"{directory / 'linking.yml'}: {said}" for said in check_linking(config.linking)]
    if mistakes:
        raise ConfigError(mistakes, subject=str(directory))
    return config
