"""Whether the parts of a read checklist fit together. Works on the checklist and the line of each path."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fractions import Fraction

from inspector.checklists.condition_checks import cycles
from inspector.checklists.definition import Applies, Checklist, Section
from inspector.checklists.faults import Fault
from inspector.checklists.grammar import Path
from inspector.checklists.item_checks import item_faults, member_faults
from inspector.checklists.scoring_checks import scoring_faults


@dataclass(frozen=True, slots=True)
class Lines:
    """Where each path was written; a path that was not written stands at its nearest parent."""

    of: dict[Path, int]

    def at(self, *path: str | int) -> int:
        while path and path not in self.of:
            path = path[:-1]
        return self.of.get(path, 1)


def check(checklist: Checklist, lines: Lines, known_attributes: Collection[str] | None) -> list[Fault]:
    """All faults and warnings of a checklist whose keys and values were read without fault.

    known_attributes: the site attributes of the organisation; None when they are not known here.
    """
    found = [*_repeated_ids(checklist, lines), *scoring_faults(checklist, lines)]
    for s, section in enumerate(checklist.sections):
        found += member_faults(section, lines, s)
        found += _section_faults(checklist, section, lines, s)
        for i, item in enumerate(section.items):
            found += item_faults(checklist, section, item, lines, ("sections", s, "items", i))
    found += cycles(checklist, lines)
    if known_attributes is not None:
        found += _unknown_attributes(checklist, lines, known_attributes)
    return found


def _repeated_ids(checklist: Checklist, lines: Lines) -> Iterator[Fault]:
    places: list[tuple[str, str, Path]] = []
    for s, section in enumerate(checklist.sections):
        places.append(("section", section.id, ("sections", s, "id")))
        for i, item in enumerate(section.items):
            here: Path = ("sections", s, "items", i)
            places.append(("item", item.id, (*here, "id")))
            places += [(f"option {item.id}", o.id, (*here, "options", n, "id")) for n, o in enumerate(item.options)]
    places += [("grade", g.grade, ("scoring", "grades", n, "grade")) for n, g in enumerate(checklist.scoring.grades)]
    first: dict[tuple[str, str], int] = {}
    for kind, name, path in places:
        line = lines.at(*path)
        if (kind, name) in first:
            yield Fault(line, "duplicate_id", {"id": name, "first": first[kind, name]})
        first.setdefault((kind, name), line)


def _section_faults(checklist: Checklist, section: Section, lines: Lines, s: int) -> Iterator[Fault]:
    total = checklist.scoring.total
    is_scored = any(item.is_scored for item in section.items)
    if total and section.group is None and is_scored:
        yield Fault(lines.at("sections", s), "group_missing", {"groups": ", ".join(total)})
    if total and section.group is not None and section.group not in total:
        about = {"group": section.group, "groups": ", ".join(total)}
        yield Fault(lines.at("sections", s, "group"), "group_unknown", about)
    if section.group is not None and not total:
        yield Fault(lines.at("sections", s, "group"), "group_unused", is_warning=True)
    losing = checklist.scoring.start is not None or checklist.scoring.scale == "demerits"
    if section.weight != Fraction(1) and checklist.scoring.roll_up == "points" and not losing:
        yield Fault(lines.at("sections", s, "weight"), "weight_unused", is_warning=True)


def _unknown_attributes(checklist: Checklist, lines: Lines, known: Collection[str]) -> Iterator[Fault]:
    places: list[tuple[Applies | None, Path]] = []
    for s, section in enumerate(checklist.sections):
        places.append((section.applies, ("sections", s, "applies")))
        places += [(item.applies, ("sections", s, "items", i, "applies")) for i, item in enumerate(section.items)]
    for applies, path in places:
        for attribute in (applies.has, applies.lacks) if applies else ():
            if attribute is not None and attribute not in known:
                about = {"attribute": attribute, "attributes": ", ".join(sorted(known)) or "-"}
                yield Fault(lines.at(*path), "attribute_unknown", about, is_warning=True)
