"""The rule of scoring, in the order it is applied.

1 decide which items are shown; 2 give each item of each subject what it earned of what was possible; 3 name the
failures; 4 add up each section for each subject; 5 each section; 6 roll the sections up, within groups and then
the blend; 7 keep the total between 0 and the bonus cap: `percent`; 8 let critical failures take effect, zero_section
first, then zero_total, then cap: `final_percent`; 9 put it on the scale and round once, half up; 10 the grade;
11 the verdict. All sums are exact. The device previews with its own copy of this rule; both run tests/vectors/scoring.
"""
