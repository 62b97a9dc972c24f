// The editor of checklists: rows that grow, parts that move, forms that are not lost. Saving itself is htmx.

import { growRows } from "./behaviours/rows.js";
import { keepWords } from "./behaviours/drafting.js";
import { sortParts } from "./behaviours/sorting.js";

growRows(document);
keepWords(document);
sortParts(document);
