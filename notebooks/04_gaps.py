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
# # Gaps and remedies
#
# **You learn:** which criteria stay open most often, what each gap costs in points, and which sentence would close it, as a list of
# things to do for one operator.

# %%
import pandas as pd
import plotly.io as pio

from audit import audit_folder, table
from audit.law import library
from audit.report import figures, show

pio.renderers.default = "plotly_mimetype"
pd.set_option("display.max_colwidth", 200)

# %% tags=["parameters"]
POLICY = "cpm.kz"
LANGUAGE = "en"  # of remedies and reasons: kk, ru or en

# %% [markdown]
# ## Where the gaps are
#
# *Missing* means that nothing was found, *violated* that the policy says what the law forbids, *partial* that it says only a part.

# %%
audits = audit_folder("../data/raw", encoder="none")
figures.gaps_by_criterion(audits, language=LANGUAGE)

# %%
# NBVAL_CHECK_OUTPUT
remedies = table("remedies", audits)
gaps = pd.crosstab(remedies["criterion"], remedies["status"])
titles = pd.Series({name: entry.title.en for name, entry in library().criteria.items()})
gaps["open"] = gaps.sum(axis=1)
gaps = gaps.assign(title=titles).sort_values("open", ascending=False, kind="stable")
gaps.head(12)

# %% [markdown]
# ## What weighs most
#
# *Gain* is what the score of one policy would gain if that gap alone were closed. Summed over all policies they say where advice
# to operators is worth most.

# %%
# NBVAL_CHECK_OUTPUT
worth = remedies.groupby("criterion")["gain"].agg(["sum", "count"]).round(1)
worth = worth.assign(title=titles).sort_values("sum", ascending=False, kind="stable")
worth.head(8)

# %% [markdown]
# The gravest gaps by operator:

# %%
# NBVAL_CHECK_OUTPUT
critical = remedies[remedies["severity"] == "critical"]
pd.crosstab(critical["policy_id"], critical["status"])

# %% [markdown]
# ## Duty by duty
#
# The share of points won (0 to 1) in each kind of duty.

# %%
# NBVAL_CHECK_OUTPUT
shares = table("shares", audits).query("by == 'duty'")
shares.pivot(index="policy_id", columns="group", values="points")

# %% [markdown]
# ## What one operator should do first
#
# Greatest gain first. The remedy is a model: an operator must put in what is true of it.

# %%
todo = remedies[remedies["policy_id"] == POLICY].sort_values("gain", ascending=False)
todo.set_index("criterion")[["status", "severity", "gain", f"remedy_{LANGUAGE}"]].head(8)

# %%
# NBVAL_CHECK_OUTPUT
score = next(audit.score.value for audit in audits if audit.document.doc_id == POLICY)
print(f"{POLICY}: {score} now, {score + todo['gain'].head(5).sum():.1f} with five gaps closed")

# %% [markdown]
# Why these verdicts are as they are:

# %%
chosen = next(audit for audit in audits if audit.document.doc_id == POLICY)
show.verdicts(chosen, "violated", "partial", language=LANGUAGE)

# %% [markdown]
# `audit run` writes the same list for all operators to `remedies.parquet` (and `.csv`).
#
# Next: [contradictions and templates](05_contradictions.ipynb).
