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
# # How facts are found: rules, and a second opinion
#
# **You learn:** which facts come from a rule and which from meaning, what each way of deciding is worth on documents left out of
# training, and whether a confidence keeps what it promises.

# %%
from pathlib import Path

import pandas as pd
import plotly.io as pio

from audit import audit_folder, encoder, table
from audit.evaluation import bins, calibration_error
from audit.facts import SecondOpinion
from audit.report import figures
from audit.training import outcomes, read_labels, train

pio.renderers.default = "plotly_mimetype"
pd.set_option("display.max_colwidth", 160)

# %%
EVERY = 3  # learns from every third document, to stay under a minute; 2 uses half of them
LANGUAGE = "en"  # of the labels: kk, ru or en

# %% [markdown]
# ## Rules first
#
# A rule knows a *term* ("e-mail") and the *frame* in which it counts ("we collect"), or a whole *saying*. Its name tells field,
# language, code and which of the patterns in `audit/facts/fields/` it was, so that every fact can be traced to a line of YAML.

# %%
# NBVAL_CHECK_OUTPUT
by_rule = table("facts", audit_folder("../data/raw", encoder="none"))
shown = by_rule[by_rule["quote"] != ""].drop_duplicates("field").set_index("field")
shown.loc[["purposes", "rights", "security_measures"], ["code", "rule_id"]]

# %% [markdown]
# ## Then meaning
#
# In clauses in which no rule found anything, a trained model has a say. It sees the clause as a sentence vector, behind the heading
# or lead-in that governs it, and whether a term stands there without its frame. Its facts have the method `vector`.

# %%
by_both = table("facts", audit_folder("../data/raw"))
pd.crosstab(by_both["policy_id"], by_both["method"])

# %% [markdown]
# The rules were written with these five policies at hand and leave hardly anything for it to find. What the rules found stays:

# %%
# NBVAL_CHECK_OUTPUT
places = ["policy_id", "field", "code", "start", "end"]
kept = by_rule[by_rule["quote"] != ""].merge(by_both, on=places)
print("every find of the rules is kept:", len(kept) == (by_rule["quote"] != "").sum())

# %% [markdown]
# ## What it learnt from
#
# `data/labels/clauses.jsonl`: policies of invented operators, labelled clause by clause, many deliberately in unusual wording. They
# are harder than real policies: on those, see `docs/accuracy.md`.

# %%
# NBVAL_CHECK_OUTPUT
documents = read_labels(Path("../data/labels/clauses.jsonl"))
languages = pd.Series([entry.doc.language for entry in documents]).value_counts()
languages.sort_index().to_frame("documents")

# %% [markdown]
# ## What each way is worth
#
# Cross-validation by document: texts of one operator are never on both sides. Vectors alone (at the cut that suits them best) do not
# reach the rules; both together find more than the rules, and are wrong more often. Trained on more documents the model adds more:
# `audit train` gives the figures for all of them, `docs/accuracy.md` keeps them.

# %%
model, report = train(documents[::EVERY], encoder())
ways = [
    {"way": way, "precision": tally.precision, "recall": tally.recall, "F1": tally.f1}
    for way, tally in report.tallies.items()
]
pd.DataFrame(ways).set_index("way").round(3)

# %%
languages = [
    {"language": language, "way": way, "F1": tally.f1}
    for language, ways in report.languages.items()
    for way, tally in ways.items()
]
pd.DataFrame(languages).pivot(index="language", columns="way", values="F1").round(3)

# %%
# NBVAL_CHECK_OUTPUT
rules, vectors, both = report.tallies.values()
print("rules alone are better than vectors alone:", rules.f1 > vectors.f1)
print("both find more than the rules:", both.right > rules.right)
print("both are wrong more often:", both.false > rules.false)

# %% [markdown]
# ## Does a confidence keep its promise?
#
# The model just trained reads documents that it has not seen. Each mark is a group of facts with about the same confidence: on the
# dashed line the share that is right equals the confidence; the number counts facts. The *expected calibration error* is the mean
# distance from that line.

# %%
unseen = pd.DataFrame(outcomes(documents[1::EVERY], opinion=SecondOpinion(encoder(), model)))
given = unseen[unseen["outcome"] != "missed"].assign(right=unseen["outcome"] == "right")
groups = bins(zip(given["confidence"], given["right"], strict=True))
figures.reliability(groups, language=LANGUAGE)

# %%
by_method = [
    {
        "method": method,
        "facts": len(rows),
        "confidence": rows["confidence"].mean(),
        "right": rows["right"].mean(),
        "calibration error": calibration_error(
            bins(zip(rows["confidence"], rows["right"], strict=True))
        ),
    }
    for method, rows in given.groupby("method")
]
pd.DataFrame(by_method).set_index("method").round(2)

# %%
# NBVAL_CHECK_OUTPUT
print("calibration error below 0.1:", calibration_error(groups) < 0.1)

# %% [markdown]
# ## What it adds, right and false
#
# Read the false ones twice: some are near misses of a code, some are labels that a second reader would dispute.

# %%
added = given[given["method"] == "vector"].sort_values("confidence", ascending=False)
added[added["right"]][["document", "field", "code", "confidence", "text"]].head(8)

# %%
added[~added["right"]][["document", "field", "code", "confidence", "cause", "text"]].head(8)

# %% [markdown]
# ## When to leave it out
#
# With `--encoder none` (or `audit_folder(..., encoder="none")`) every fact has a rule behind it, and a batch is much quicker
# (`benchmarks/README.md`). Keep the second opinion where a miss costs more than a false find that a reader can strike out.
#
# Next: [where and why it errs](05_errors.ipynb).
