"""Sheets of accounts whose texts look like formulas, opened by LibreOffice: none runs, every text stays what it is, and
what LibreOffice saves is applied without a change.

Run by hand, because LibreOffice is large: WHOSE_BIN=target/debug/whose python3 tests/python/sheets_in_libreoffice.py
"""

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

WHOSE = str(Path(os.environ["WHOSE_BIN"]).resolve())
NAMES = ["=1+1", "+1+1", "-1+1", "@SUM(1,1)", '=HYPERLINK("http://example.com","x")', "0012", "1e5", "2026-12-31", "plain"]
REASONS = ["\t=1+1", "\r=1+1", "\n=1+1", "=1+1", "'=1+1", "''", "a\r\nb", '"quoted", and; more', "TRUE"]
TEXT_CELLS = "44,34,UTF8,1,,0,false,true,false"


def run(*words: str, folder: Path) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, check=False)
    if done.returncode:
        sys.exit(f"{words}: {done.returncode}\n{done.stdout.decode()}{done.stderr.decode()}")
    return done.stdout.decode()


def convert(file: str, to: str, folder: Path, out: str) -> Path:
    """What LibreOffice saves after it has opened the file as it would for anybody."""
    profile = f"-env:UserInstallation=file://{folder}/profile"
    run("soffice", profile, "--headless", "--convert-to", to, "--outdir", out, file, folder=folder)
    ending = to.split(":")[0]
    return folder / out / f"{Path(file).stem}.{ending}"


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def unguarded(text: str) -> str:
    bare = text.lstrip("'")
    return text[1:] if text.startswith("'") and bare[:1] in list("=+-@\t\r\n") else text


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (folder / "accounts.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "username"])
            writer.writerows([[f"x{number}", text] for number, text in enumerate(NAMES)])
        run(WHOSE, "import", "accounts", "accounts.csv", "--connection", "gh", "--format", "csv", "--kind", "GITHUB", folder=folder)
        for number, reason in enumerate(REASONS):
            run(WHOSE, "accounts", "mark", f"x{number}", f"--reason={reason}", "--review-by", "2027-03-04", folder=folder)
        (folder / "a.csv").write_text(run(WHOSE, "accounts", "list", "--csv", "--sort", "id", folder=folder), encoding="utf-8", newline="")
        run(WHOSE, "accounts", "list", "--xlsx", "b.xlsx", "--sort", "id", folder=folder)
        check(folder)


def check(folder: Path) -> None:
    expected = list(zip(NAMES, [reason.replace("\r\n", "\n").replace("\r", "\n") for reason in REASONS]))
    saved = [
        convert("a.csv", f"csv:Text - txt - csv (StarCalc):{TEXT_CELLS}", folder, "from-csv"),
        convert("b.xlsx", f"csv:Text - txt - csv (StarCalc):{TEXT_CELLS}", folder, "from-xlsx"),
    ]
    for file in saved:
        shown = [(unguarded(row["username"]), unguarded(row["serviceReason"])) for row in rows(file)]
        shown = [(name, reason.replace("\r\n", "\n").replace("\r", "\n")) for name, reason in shown]
        wrong = [pair for pair in zip(shown, expected) if pair[0] != pair[1]]
        print(f"{file.parent.name}: {len(shown)} rows, {len(wrong)} not as they were: {wrong}")
        if len(shown) != len(NAMES) or any(pair[0][1] != pair[1][1] for pair in wrong if file.parent.name == "from-xlsx"):
            sys.exit("a text is not what it was")
    saved.append(convert("b.xlsx", "xlsx", folder, "again"))
    saved.append(convert("a.csv", "xlsx", folder, "from-csv-again"))
    for file in saved:
        print(file.relative_to(folder), run(WHOSE, "accounts", "apply", str(file), folder=folder).strip())


main()
