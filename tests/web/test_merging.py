"""Modules put into one file do what the separate modules do; what cannot be merged is said with the name of the file."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from inspector.web import merging, squeezing

COUNTER = "export const steps = [];\nexport function step(name) {\n  steps.push(name);\n  return steps.length;\n}\n"


def texts(**files: str) -> dict[str, bytes]:
    return {f"js/{name.replace('__', '/')}.js": text.encode() for name, text in files.items()}


def run(folder: Path, files: dict[str, bytes], entry: str = "js/main.js", is_small: bool = False) -> str:
    """What the entry prints when it runs as published."""
    for name, content in merging.merged(files, (entry,)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(squeezing.smaller(name, content) if is_small else content)
    (folder / "package.json").write_text('{"type": "module"}')
    done = subprocess.run(["node", str(folder / entry)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("is_small", [False, True])
def test_every_form_of_import_and_export_that_we_use_works(tmp_path: Path, is_small: bool) -> None:
    files = texts(
        main='import whole, { one as first, Two } from "./deep/a.js";\nimport * as all from "./deep/a.js";\nimport "./deep/b.js";\n'
        "console.log(whole(), first, new Two().two(), all.three(), Object.keys(all).sort().join());\n",
        deep__a='import {\n  base,\n  more as added,\n} from "./b.js";\nexport const one = base + 1;\n'
        "export class Two {\n  two() {\n    return added;\n  }\n}\nexport async function four() {}\n"
        "function three() {\n  return 3;\n}\nconst five = () => 5;\nexport { five as default, three };\n",
        deep__b='/** @param {import("./nowhere.js").Thing} thing */\n// import { x } from "./y.js"\n'
        "export const base = 0;\nexport const more = 2;\n",
    )
    assert run(tmp_path, files, is_small=is_small) == "5 1 2 3 Two,default,four,one,three\n"


def test_names_need_not_be_unique_and_each_module_runs_once_after_what_it_needs(tmp_path: Path) -> None:
    files = texts(
        main='import { step, steps } from "./counter.js";\nimport { name } from "./left.js";\nimport { name as other } from "./right.js";\n'
        'step("main");\nconsole.log(steps.join(), name, other);\n',
        left='import { step } from "./counter.js";\nconst own = "left";\nstep(own);\nexport const name = own;\n',
        right='import { step } from "./counter.js";\nconst own = "right";\nstep(own);\nexport const name = own;\n',
        counter=COUNTER,
    )
    assert run(tmp_path, files) == "left,right,main left right\n"


def test_what_is_fetched_on_demand_shares_the_modules_of_its_entry(tmp_path: Path) -> None:
    files = texts(
        main='import { step, steps } from "./deep/counter.js";\nstep("main");\n'
        'import("./deep/later.js").then(async ({ open }) => {\n  await open();\n  console.log(steps.join());\n});\n',
        deep__later='import { step } from "./counter.js";\nimport { own } from "./only.js";\n'
        'export async function open() {\n  step(own);\n  (await import("./counter.js")).step("again");\n}\n',
        deep__only='export const own = "later";\n',
        deep__counter=COUNTER,
    )
    published = merging.merged(files, ("js/main.js",))
    assert sorted(published) == ["js/deep/later.js", "js/deep/only.js", "js/main.js"]
    assert run(tmp_path, files) == "main,later,again\n"


def test_the_beginning_of_an_address_is_read_from_where_the_code_will_lie() -> None:
    files = texts(
        main='import { speak } from "./lib/words.js";\nspeak("zh");\n',
        lib__words="export const speak = (code) => import(`../../i18n/${code}.js`);\n",
    )
    assert b"import(`../i18n/${code}.js`)" in merging.merged(files, ("js/main.js",))["js/main.js"]


def test_a_licence_in_the_source_stays_in_what_is_published() -> None:
    files = texts(
        main='import { x } from "./theirs.js";\nx();\n',
        theirs="/**\n * @license\n * Somebody, BSD\n */\nconst f=()=>1;export{f as x};\n",
    )
    published = squeezing.smaller("js/main.js", merging.merged(files, ("js/main.js",))["js/main.js"])
    assert b"Somebody, BSD" in published


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (texts(main='import "./a.js";\n', a='import "./b.js";\n', b='import "./a.js";\n'), "js/a.js -> js/b.js -> js/a.js: a circle"),
        (texts(main='import { b } from "./a.js";\n', a="export const a = 1;\n"), "js/a.js gives no b"),
        (texts(main='import { b } from "./gone.js";\n'), "js/gone.js: imported, but not there"),
        (texts(main="export let a = 1;\n"), "not understood: export let a = 1;"),
        (texts(main='export * from "./a.js";\n', a=""), "not understood: export \\*"),
        (texts(main='import { x } from "https://example.org/x.js";\n'), "not understood: import"),
    ],
)  # fmt: skip
def test_what_cannot_be_merged_is_said(files: dict[str, bytes], said: str) -> None:
    with pytest.raises(merging.MergeFault, match=said):
        merging.merged(files, ("js/main.js",))


def test_what_two_entries_would_fetch_is_refused() -> None:
    files = texts(main='import("./later.js");\n', other='import("./later.js");\n', later="export const a = 1;\n")
    with pytest.raises(merging.MergeFault, match=r"js/later\.js: fetched on demand by js/other\.js and by another entry"):
        merging.merged(files, ("js/main.js", "js/other.js"))


def test_every_script_of_ours_belongs_to_an_entry() -> None:
    static = Path(merging.__file__).parents[1] / "static"
    files = {str(path.relative_to(static)): path.read_bytes() for path in static.rglob("*.js")}
    entries = tuple(name for name in files if name.count("/") == 1)
    published = merging.merged(files, entries)
    assert {"js/runner.js", "js/page.js", "js/duty.js"} <= set(entries)
    assert {"js/runner/screens/review.js", "js/vendor/signature_pad.js"} <= set(published), "fetched when somebody needs them"
    assert "js/lib/i18n.js" not in published
