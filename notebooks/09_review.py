# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: "1.3"
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Review by a person
#
# **You learn:** what is uncertain and matters most, how a decision of a person changes an audit, how decisions are kept, and what an
# operator's reply would move.

# %%
import datetime

import pandas as pd

from audit import audit_folder
from audit.core import Fact
from audit.replies import Reply, answered
from audit.report import show
from audit.report.reviewer import ReviewTool
from audit.review import DOUBTFUL, Decision, apply, queue

pd.set_option("display.max_colwidth", 120)

# %% tags=["parameters"]
BELOW = DOUBTFUL  # what is less sure than this waits for a person
LANGUAGE = "en"  # of the panel: kk, ru or en

# %% [markdown]
# ## What waits
#
# Facts found by meaning, and all that is less sure than `BELOW`. *Effect* is by how many points the score moves if the decision goes the
# other way: a fact rejected, a verdict turned round. Read from the top; after a few dozen items nothing that follows matters much.

# %%
# NBVAL_CHECK_OUTPUT
audits = {audit.document.doc_id: audit for audit in audit_folder("../data/raw")}
waiting = queue(audits.values(), below=BELOW)
pd.DataFrame(waiting).drop(columns="subject").head(10)

# %% [markdown]
# What a reviewer is shown of one of them: the program's reason and the clauses, with the words lit up.

# %%
item = next(item for item in waiting if item.subject.evidence)
show.waiting(audits[item.policy_id], item, language=LANGUAGE)

# %% [markdown]
# ## What a decision does
#
# A decision names the text by its hash, so that it is never applied to another. A rejected fact goes with all that rests on it. Here
# the fact on which most points hang is rejected in memory, as an example.

# %%
facts = [item for item in queue(audits.values(), below=1) if isinstance(item.subject, Fact)]
before = audits[facts[0].policy_id]
decision = Decision(
    policy_id=before.document.doc_id,
    text_sha256=before.document.sha256,
    what=facts[0].what,
    action="reject",
    reviewer="example",
    date=datetime.date(2026, 11, 22),
)
after = apply(before, [decision])

# %%
# NBVAL_CHECK_OUTPUT
print(before.document.doc_id, "without", decision.what)
pairs = zip(before.verdicts, after.verdicts, strict=True)
moved = [(a.criterion_id, a.status, b.status) for a, b in pairs if a.status != b.status]
pd.DataFrame(moved, columns=["criterion", "was", "is"])

# %% [markdown]
# A changed verdict says who changed it and why, and keeps what the program had said:

# %%
# NBVAL_CHECK_OUTPUT
gap = next(v for v in before.verdicts if v.status == "missing" and v.severity == "critical")
changes = {"what": gap.criterion_id, "action": "change", "value": "met", "note": "An example."}
after = apply(before, [decision.model_copy(update=changes)])
changed = next(v for v in after.verdicts if v.criterion_id == gap.criterion_id)
print(changed.criterion_id, changed.machine, "->", changed.status)
print(changed.reason.in_language(LANGUAGE))
print("score:", before.score.value, "->", after.score.value)

# %% [markdown]
# ## What an operator says
#
# Replies of operators are kept in `data/replies.jsonl` and shown beside the verdict by `audit site --replies data/replies.jsonl`. A
# reply changes nothing by itself: who accepts it writes a decision. What it would move:

# %%
# NBVAL_CHECK_OUTPUT
reply = Reply(
    policy_id=before.document.doc_id,
    criterion=gap.criterion_id,
    date=datetime.date(2026, 11, 22),
    text="An example, not a real reply.",
    status="open",
)
(told,) = answered(before, [reply])[gap.criterion_id]
print(f"{before.score.value} now; {told.score} ({told.moves:+}) if it is accepted")

# %% [markdown]
# ## Your turn
#
# Run the next cell: the panel takes *Accept*, *Reject* and *Change*, with a note and a quote from the text, and writes each decision
# as a new last line of `data/review.jsonl`. `audit run data/raw --out out` honours that file from then on; `--review none` leaves it out.

# %% tags=["skip-execution", "nbval-skip"]
ReviewTool(
    list(audits.values()),
    "../data/review.jsonl",
    reviewer="",
    date=datetime.date.today(),
    below=BELOW,
    language=LANGUAGE,
)
