"""Sheets of accounts whose texts look like formulas, opened and saved by LibreOffice: nothing is calculated, in XLSX every text
stays what it is, and what LibreOffice saves is applied without a change."""

import csv
import subprocess
import tempfile
import zipfile
from pathlib import Path

from demo import BINARY, empty_database

NAMES = ["=1+1", "+1+1", "-1+1", "@SUM(1,1)", '=HYPERLINK("http://example.com","x")', "0012", "1e5", "2026-12-31", "plain"]
REASONS = ["\t=1+1", "\r=1+1", "\n=1+1", "=1+1", "'=1+1", "''", "a\r\nb", '"quoted", and; more', "TRUE"]
# What a CSV file has no way to say: that it is text. LibreOffice takes these for numbers.
NUMBERS = {"0012": "12", "1e5": "100000"}
CSV = "csv:Text - txt - csv (StarCalc):44,34,UTF8,1,,0,false,true,false"


DATABASE = empty_database()
WHERE = ["--database", DATABASE] if DATABASE else []


def run(*words, folder):
    done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, (words, done.returncode, done.stdout, done.stderr)
    return done.stdout.decode()


def whose(*words, folder):
    """What the command prints, on the register of that folder."""
    return run(str(Path(BINARY).resolve()), *words, *WHERE, folder=folder)


def saved(folder, form, out):
    """Both sheets as LibreOffice saves them after it has opened them as it would for anybody."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    run("soffice", profile, "--headless", "--convert-to", form, "--outdir", out, "a.csv", "b.xlsx", folder=folder)
    ending = form.split(":")[0]
    return folder / out / f"a.{ending}", folder / out / f"b.{ending}"


def unguarded(text):
    bare = text.lstrip("'")
    return text[1:] if text.startswith("'") and bare[:1] in list("=+-@\t\r\n") else text


def ended(text):
    """The text with every end of a line written in the same way."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def shown(file):
    """What the file shows of each account: what it is called, and what it is for."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return [(ended(unguarded(row["username"])), ended(unguarded(row["serviceReason"]))) for row in csv.DictReader(lines)]


def export(folder):
    """A register with such texts, and its sheets `a.csv` and `b.xlsx`."""
    with (folder / "accounts.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "username"])
        writer.writerows([[f"x{number}", text] for number, text in enumerate(NAMES)])
    whose("import", "accounts", "accounts.csv", "--connection", "gh", "--format", "csv", "--kind", "GITHUB", folder=folder)
    for number, reason in enumerate(REASONS):
        whose("accounts", "mark", f"x{number}", f"--reason={reason}", "--review-by", "2027-03-04", folder=folder)
    listed = whose("accounts", "list", "--csv", "--sort", "id", folder=folder)
    (folder / "a.csv").write_text(listed, encoding="utf-8", newline="")
    whose("accounts", "list", "--xlsx", "b.xlsx", "--sort", "id", folder=folder)


def check(folder):
    from_csv, from_xlsx = saved(folder, CSV, "csv")
    expected = [(name, ended(reason)) for name, reason in zip(NAMES, REASONS, strict=True)]
    assert shown(from_xlsx) == expected, shown(from_xlsx)
    expected = [(NUMBERS.get(name, name), reason) for name, reason in expected]
    assert shown(from_csv) == expected, shown(from_csv)
    again = saved(folder, "xlsx", "xlsx")
    for workbook in again:
        with zipfile.ZipFile(workbook) as archive:
            sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets and not any(b"<f>" in sheet or b"<f " in sheet for sheet in sheets), workbook
    for file in [from_csv, from_xlsx, *again]:
        applied = whose("accounts", "apply", str(file), folder=folder).strip()
        assert applied == f"changed 0 accounts; refused 0 rows; left {len(NAMES)} rows as they are", (file, applied)


with tempfile.TemporaryDirectory() as temporary:
    export(Path(temporary))
    check(Path(temporary))
print("LibreOffice calculates nothing of the sheets, and what it saves changes nothing")
