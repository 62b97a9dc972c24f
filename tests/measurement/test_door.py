"""The command line door of measurement: what is printed, and which line is named when a row cannot be right."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.cli import main

VECTORS = Path(__file__).parents[1] / "vectors" / "measurement"
RATINGS = "staff,inspector,checklist,items,percent\n"


@pytest.fixture
def measure(capsys, monkeypatch, tmp_path):
    """Run `inspector measure`; words that are texts with a comma become files."""
    monkeypatch.delenv("LANG", raising=False)

    def run(*words):
        files = [str(_written(tmp_path, word)) if isinstance(word, str) and "," in word else str(word) for word in words]
        code = main(["measure", *files])
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else None, said.err.replace(str(tmp_path / "table.csv"), "FILE")

    return run


def _written(folder, text):
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_severity_prints_every_part_under_its_name(measure):
    code, found, _ = measure("severity", VECTORS / "dev_small.csv")
    assert (code, set(found)) == (0, {"intercept", "variance", "staff", "inspector", "checklist", "components"})
    assert found["intercept"]["estimate"] == pytest.approx(81.650, abs=0.001)
    assert found["variance"]["inspector"] == pytest.approx(21.557, rel=5e-4)
    assert set(found["variance"]) == {"staff", "inspector", "checklist", "residual"}
    assert set(found["staff"]["s000"]) == {"effect", "sd", "adjusted", "raw", "n"}
    assert set(found["inspector"]["i00"]) == set(found["checklist"]["c0"]) == {"effect", "sd"}
    assert [set(part) for part in found["components"]] == [{"staff", "inspector"}]


def test_severity_takes_sites_and_conditions_and_any_order_of_columns(measure):
    rows = [(f"p{n % 8}", f"z{n % 3}", "早" if n % 2 else "晚", f"x{n % 8 // 4}", 80 + n * 7 % 11, n) for n in range(48)]
    text = "percent,peak,site,items,checklist,inspector,staff\r\n" + "".join(
        f"{percent},{peak},{site},{10 + n % 3},c,{by},{staff}\r\n" for staff, by, peak, site, percent, n in rows
    )
    code, found, _ = measure("severity", "\ufeff" + text)
    assert (code, set(found["site"]), set(found["conditions"]["peak"])) == (0, {"x0", "x1"}, {"早", "晚"})
    assert found["variance"]["site"] >= 0


def test_what_cannot_be_estimated_or_compared_is_null(measure):
    _, one, _ = measure("severity", RATINGS + "s,i,c,3,80\n")
    assert one["staff"] == {"s": {"effect": None, "sd": None, "adjusted": None, "raw": 80.0, "n": 1}}
    assert one["inspector"] == {"i": {"effect": None, "sd": None}}
    assert (one["variance"]["residual"], one["intercept"]["sd"]) == (None, None)
    assert measure("severity", RATINGS)[1]["components"] == []
    island = "".join(f"{s},{i},c,10,{v}\n" for s, i, v in [
        ("a", "x", 80), ("a", "y", 85), ("b", "x", 70), ("b", "y", 78), ("q", "z", 90), ("q", "z", 92),
    ])  # fmt: skip
    _, apart, _ = measure("severity", RATINGS + island)
    assert apart["components"] == [{"staff": ["a", "b"], "inspector": ["x", "y"]}, {"staff": ["q"], "inspector": ["z"]}]
    assert apart["staff"]["q"]["adjusted"] is None and apart["staff"]["a"]["adjusted"] is not None


def test_agreement_takes_gaps_and_a_level(measure):
    table = "case,rater,value\na,x,1\na,y,1\nb,x,2\nb,y,4\nc,x,3\nc,y,\n"
    code, found, _ = measure("agreement", table, "--level", "interval")
    assert (code, found["percent"], found["fleiss_kappa"]) == (0, 0.5, None)
    assert found["krippendorff_alpha"] > measure("agreement", table)[1]["krippendorff_alpha"]
    assert measure("agreement", "case,rater,value\n")[1]["percent"] is None


def test_charts_and_intervals_print_the_worked_numbers(measure):
    counts = "sample,failed,n\nw1,8,200\nw2,6,180\nw3,10,220\nw4,7,200\nw5,20,200\n"
    code, plain, _ = measure("pchart", counts)
    assert (code, plain["points"][4]["signal"], plain["p_bar"]) == (0, "high", 0.051)
    laney = measure("pchart", counts, "--laney")[1]
    assert (laney["points"][4]["signal"], round(laney["sigma_z"], 3)) == (None, 1.309)
    assert measure("pchart", "sample,failed,n\n")[1] == {"p_bar": None, "points": [], "sigma_z": None}
    _, found, _ = measure("wilson", 9, 10)
    assert (found["k"], found["n"], found["p"], found["level"]) == (9, 10, 0.9, 0.95)
    assert (round(found["lower"], 4), round(found["upper"], 4)) == (0.5958, 0.9821)
    assert measure("wilson", 8.5, 10, "--level", 0.9)[1]["k"] == 8.5
    assert measure("wilson", 0, 0)[1] == {"k": 0, "n": 0, "p": None, "lower": None, "upper": None, "level": 0.95}


@pytest.mark.parametrize(
    ("command", "text", "says"),
    [
        ("severity", "staff,inspector,items,percent\n", "FILE:1: The column checklist is missing."),
        ("severity", RATINGS + "s,i,c,3,80\ns,i,c,,80\n", "FILE:3: The field items is empty."),
        ("severity", RATINGS + "s,i,c,0,80\n", "FILE:2: items must be above 0."),
        ("severity", RATINGS + "\ns,i,c,3,nan\n", "FILE:3: nan is not a number (percent)."),
        ("severity", RATINGS + '"s\nt",i,c,3,80\ns,i,c,3,101\n', "FILE:4: percent must not be above 100."),
        ("severity", RATINGS + "s,i,c,3\n", "FILE:2: The row has not as many fields as the heading."),
        ("severity", RATINGS + ' s,"i,c,3,80\n', "FILE:2: This is not a CSV file in UTF-8."),
        ("agreement", "case,rater,value\na,x,1\na,x,2\n", "FILE:3: x has rated a twice."),
        ("pchart", "sample,failed,n\nw,3,2\n", "FILE:2: failed must not be above 2."),
        ("pchart", "sample,failed,n\nw,-1,2\n", "FILE:2: failed must not be below 0."),
    ],
)
def test_the_first_row_that_cannot_be_right_is_named(measure, command, text, says):
    code, printed, said = measure(command, text)
    assert (code, printed, said.strip()) == (2, None, says)


def test_it_says_so_in_chinese_and_refuses_files_and_figures_that_are_none(measure, tmp_path):
    assert "必须大于 0" in measure("severity", RATINGS + "s,i,c,0,80\n", "--lang", "zh")[2]
    assert measure("pchart", tmp_path / "none.csv")[0] == 2
    assert measure("wilson", 11, 10)[0] == 2
    assert measure("agreement", "case,rater,value\na,x,hot\n", "--level", "ordinal")[2].startswith("FILE:2: hot")
    with pytest.raises(SystemExit) as ended:
        main(["measure", "wilson", "nan", "10"])
    assert ended.value.code == 2


def test_bytes_that_are_no_text_are_refused(measure, tmp_path):
    path = tmp_path / "gbk.csv"
    path.write_bytes(RATINGS.encode() + "张,i,c,3,80\n".encode("gbk"))
    assert measure("severity", path)[0] == 2


def test_only_severity_loads_numpy_and_nothing_loads_the_web():
    program = (
        "import sys; from inspector.cli import main\nmain(['measure', 'wilson', '9', '10'])\n"
        "print(sorted({'numpy', 'flask', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
