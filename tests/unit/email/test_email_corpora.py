"""The parser against the shared corpora, where they lie beside the repository.

Their mails must not enter the repository, so this is skipped elsewhere; the other files here stand
on mails written for them.
"""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
CORPORA = ROOT.parent / "shared" / "corpora" / "mail"
LEAST = {
    "subj": 99.2,
    "from": 99.2,
    "name": 97,
    "body": 97,
    "att": 97.5,
    "reply": 90,
    "reply=": 82,
    "thr": 99.5,
    "auto": 98,
    "crash": 0,
}


@pytest.mark.skipif(not CORPORA.is_dir(), reason=f"the shared mail corpora are not at {CORPORA}")
def test_the_shared_corpora_reach_the_figures_their_readme_asks_for():
    command = [sys.executable, str(CORPORA / "score_mail.py"), "channels.email.parsing:parse"]
    command += ["--corpora", str(CORPORA), "--map", "from=from_", "--timeout", "5"]
    command += [word for key, least in LEAST.items() for word in ("--min", f"{key}={least}")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
