"""What can be wrong with a written checklist, as sentences that say what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from inspector.checklists.wording import say

SENTENCES = {
    # the text itself
    "unreadable_file": "The file cannot be read (%(problem)s). Write the path of a checklist.",
    "not_text": "The file is not UTF-8 text. Save it as UTF-8.",
    "empty": "The file is empty. Write a checklist with id, title and sections.",
    "not_yaml": "This is not valid YAML (%(problem)s). Put texts with special signs in quotes or on a line of their own.",
    "not_json": "This is not valid JSON. Export the checklist again, or write YAML.",
    "too_long": "The file is too long. Write at most %(most)s characters.",
    "too_deep": "This is nested too deeply. Write at most %(most)s levels.",
    "too_many_nodes": "The checklist is too big. Write at most %(most)s values, or split it into several checklists.",
    "second_document": "A second document begins here. Write one checklist per file.",
    "anchor": "Anchors (&%(name)s) are not allowed. Write the values out.",
    "alias": "Aliases (*%(name)s) are not allowed. Write the values out.",
    "tag": "Tags (%(tag)s) are not allowed. Write the value alone, in quotes if it is a text.",
    "duplicate_key": "%(key)s was already written on line %(first)s. Write each key once.",
    "key_not_word": "A key must be a word. Write key: value.",
    # keys and shapes
    "unknown_key": "%(key)s is not a key of %(place)s. Write one of: %(keys)s.",
    "foreign_key": "%(key)s does not belong to type %(type)s. Remove it, or write one of: %(keys)s.",
    "missing_key": "%(place)s has no %(key)s. Write %(key)s: and its value.",
    "no_value": "%(key)s has no value. Write one, or remove the key.",
    "not_mapping": "%(key)s must hold keys and values. Write them indented below it, or in { }.",
    "not_list": "%(key)s must be a list. Write its values in [ ] or each after a dash.",
    "list_too_short": "%(key)s needs at least %(least)s entries. Write more, or remove the key.",
    "not_scalar": "%(key)s must be one value. Write it behind the colon.",
    "not_word": "%(value)s is not a name for %(key)s. Write letters a-z, digits, - and _ only.",
    "not_checklist_id": "%(value)s is not an id. Write a-z, 0-9 and hyphens, such as quick-round.",
    "not_one_of": "%(value)s is not allowed for %(key)s. Write one of: %(values)s.",
    "not_boolean": "%(value)s is not true or false. Write true or false for %(key)s.",
    "boolean_text": "%(value)s without quotes is a yes or no, not a text. Write %(key)s in quotes.",
    "not_number": "%(value)s is not a plain number. Write %(key)s as digits, such as 5 or 0.5.",
    "not_whole": "%(value)s is not a whole number. Write %(key)s without decimals.",
    "too_many_decimals": "%(value)s has too many decimals. Write at most %(most)s for %(key)s.",
    "too_small": "%(value)s is too small for %(key)s. Write %(least)s or more.",
    "not_above": "%(value)s is too small for %(key)s. Write more than %(least)s.",
    "too_big": "%(value)s is too big for %(key)s. Write %(most)s or less.",
    "not_duration": "%(value)s is not a duration. Write a number and s, m, h or d for %(key)s, such as 30s or 48h.",
    "not_language": "%(key)s is not a language. Write zh, en or another language code before the text.",
    "not_owner": "%(value)s is no owner. Write actor, duty, area, store or role: and a role, such as role:chef.",
    "not_clean_text": "The text holds a control character. Write it without.",
    # one thing against another
    "duplicate_id": "The id %(id)s was already used on line %(first)s. Write another id.",
    "together": "%(key)s and %(other)s do not go together. Write only one of them.",
    "needs": "%(key)s needs %(other)s. Write %(other)s too, or remove %(key)s.",
    "options_points": "No option earns anything. Give at least one option points above 0, or scored: false to all.",
    "levels_order": "Levels must count 1, 2, 3 and so on. Write value: %(expected)s here.",
    "levels_points": "Some levels have points and some have none. Write points for all levels or for none.",
    "levels_best": "No level earns anything. Write points above 0 for the best level.",
    "needs_range": "A number that earns points needs a limit. Write min, max or bands, or points: 0.",
    "needs_limits": "A stopwatch that earns points needs two times. Write target: and limit:, or points: 0.",
    "range_order": "%(low)s must be below %(high)s. Write a smaller %(low)s or a bigger %(high)s.",
    "band_points": "A band must say what it earns. Write points: and a number.",
    "deduct_points": "Without points a deduct item works only with start or scale: demerits. Write points: and a number.",
    "na_score_big": "na_score is more than the item can earn. Write %(most)s or less.",
    "member_unknown": "%(item)s is not an item of this section. Write ids of items of the same section.",
    "member_kind": "%(item)s cannot be part of all_of. Write scored items that are not all_of, bonus or deduct without points.",
    "member_twice": "%(item)s is already part of %(other)s. Write each item in one all_of only.",
    "critical_unfailing": "This item can never fail, so critical has no meaning. Remove critical.",
    "cap_unknown": "%(cap)s is neither a number nor a grade of this checklist. Write one of: %(grades)s.",
    "cap_demerits": "A number cannot cap demerits. Write a grade as cap.",
    "event_bulk": "An event item cannot be filled by all pass. Remove bulk, or write bulk: false.",
    "group_unknown": "The group %(group)s is not in total. Write one of: %(groups)s.",
    "group_missing": "total is a blend, but this section names no group. Write group: and one of: %(groups)s.",
    "blend_sum": "The weights of total add up to %(sum)s. Write weights that add up to 1.",
    "losses_only_points": "%(key)s does not work with start or demerits. Write roll_up: points without total.",
    "wrong_bound": "%(key)s does not fit this scale. Write %(instead)s.",
    "grade_order": "Grades must be written best first. Move %(grade)s, or change its bound.",
    # conditions
    "condition_shape": "This condition cannot be read. Write {item: ID, is: VALUE}, or all, any or not with conditions.",
    "condition_item": "There is no item %(item)s. Write the id of an item of this checklist.",
    "condition_any_subject": "%(item)s is asked for each %(kind)s. Write any_subject: true beside it.",
    "condition_operator": "%(key)s cannot be asked of %(item)s, which is %(type)s. Write one of: %(keys)s.",
    "condition_value": "%(value)s is no answer of %(item)s. Write one of: %(values)s.",
    "condition_answered": "answered can only be true. Write not: {item: %(item)s, answered: true}.",
    "condition_cycle": "%(item)s depends on itself (%(way)s). Remove one of these conditions.",
    # warnings
    "attribute_unknown": "No site attribute is called %(attribute)s. Write one of: %(attributes)s.",
    "bands_gap": "No band holds %(value)s. Write a band for it unless it should earn 0.",
    "bands_overlap": "Two bands hold %(value)s; the first written one counts. Write bounds that do not overlap.",
    "grades_gap": "A score of %(value)s gets no grade. Write a last grade without a bound.",
    "weight_unused": "weight has no effect with roll_up: points. Write roll_up: weighted_points or mean, or remove weight.",
    "group_unused": "group has no effect without total. Write total under scoring, or remove group.",
    "group_empty": "No section belongs to the group %(group)s of total. Write group: %(group)s at a section.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to put right. `line` counts from 1. A warning does not stop the checklist from being used."""

    line: int
    code: str
    figures: Mapping[str, object] = field(default_factory=dict)
    is_warning: bool = False

    def sentence(self, language: str = "en") -> str:
        """What is wrong and what to write instead, in zh or en."""
        return say(SENTENCES[self.code], language, self.figures)
