// A small checklist and round that the tests of the runner share: two people, one line-up, one list, one event.

export const DOCUMENT = {
  id: "sample", title: { zh: "样例", en: "Sample" }, kind: "round", scoring: { show: "after" },
  sections: [
    { id: "people", title: { en: "People" }, dimension: "appearance", repeat: "staff", items: [
      { id: "hair", type: "verdict", ask: { en: "Hair?" }, owner: "actor", on_fail: { kind: "coach", note: "optional" } },
      { id: "posture", type: "verdict", ask: { en: "Upright?" }, dimension: "standing_posture", bulk: true },
      { id: "smell", type: "verdict", ask: { en: "Breath?" }, bulk: false },
    ] },
    { id: "place", title: { en: "Place" }, dimension: "hygiene", items: [
      { id: "floor", type: "verdict", ask: { en: "Floor?" }, owner: "duty", on_fail: { kind: "fix", photo: "required" } },
      { id: "stain", type: "verdict", ask: { en: "Which?" }, when: { item: "floor", is: "fail" } },
      { id: "greeted", type: "k_of_n", observe: "event", needed: "3", ask: { en: "Greeted?" } },
      { id: "drink", type: "choices", ask: { en: "Offered?" }, required: false, options: [{ id: "tea", points: "1" }, { id: "water", points: "1" }, { id: "none", scored: false }] },
    ] },
  ],
};

export const SITE = {
  id: 1, name: "Harbour", timezone: "Asia/Shanghai", day_ends_at: "04:00", attributes: ["hall"],
  areas: [{ id: 3, name: { en: "Hall" }, tables: ["A1", "A2"] }, { id: 4, name: { en: "Bar" }, tables: [] }],
  shifts: [{ id: 1, name: { en: "Lunch" }, starts_at: "11:00", ends_at: "14:00" }, { id: 2, name: { en: "Late" }, starts_at: "20:00", ends_at: "01:30" }],
  staff: [{ id: 7, name: "周敏", exempt: [] }, { id: 8, name: "Anna Schmidt", exempt: ["posture", "dress"] }, { id: 9, name: "欧阳明月", exempt: [] }],
  duty: [{ business_day: "2026-11-15", shift_id: 2, source: "last", entries: [{ staff: "staff:7", areas: ["area:3"], tables: ["table:A1"], present: true }] }],
  lines: ["area", "self"], open_findings: [],
};

export const ENTRIES = [
  { staff: "staff:7", areas: ["area:3"], tables: ["table:A1"], present: true },
  { staff: "staff:8", areas: [], tables: [], present: true },
  { staff: "staff:9", areas: [], tables: [], present: false },
];

export const AT = "2026-11-22T12:00:00.000+08:00";
