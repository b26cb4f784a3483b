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
# # Operators side by side
#
# **You learn:** how far the scores differ beyond their uncertainty, how all operators stand to the whole checklist, and who declares
# which recipients, data and transfers.

# %%
import pandas as pd
import plotly.io as pio

from audit import audit_folder, table
from audit.report import figures

pio.renderers.default = "plotly_mimetype"
pd.set_option("display.max_colwidth", 120)

LANGUAGE = "en"  # of the labels: kk, ru or en

# %%
# NBVAL_CHECK_OUTPUT
audits = audit_folder("../data/raw", encoder="none")
policies = table("policies", audits)
counts = ["met", "partial", "violated", "missing"]
policies[["policy_id", "score", "low", "high", "assessed", "comparable", *counts]]

# %% [markdown]
# ## Scores
#
# The line on each bar is the 90 % interval. Two operators whose intervals overlap should not be ranked against each other; one of whose
# criteria less than half could be assessed (`comparable` is false) is ranked against nobody and stands last, without a bar.

# %%
figures.score_bars(audits, language=LANGUAGE)

# %% [markdown]
# ## The whole checklist
#
# Rest the pointer on a cell for the reason. Blue is good, orange is not; the word says which.

# %%
figures.checklist_heatmap(audits, language=LANGUAGE)

# %% [markdown]
# ## Who passes data to whom
#
# A mark where the policy says so; the numbers count policies. Kinds that nobody names are shown too.

# %%
figures.code_coverage(audits, "recipients", language=LANGUAGE, all_codes=True)

# %%
# NBVAL_CHECK_OUTPUT
facts = table("facts", audits)
recipients = facts[facts["field"] == "recipients"].drop_duplicates(["name", "policy_id"])
recipients.groupby("name")["policy_id"].agg(", ".join).to_frame("declared by")

# %% [markdown]
# ## Across the border
#
# A policy that says nothing about transfer abroad is not one that denies it: a hollow mark stands for silence.

# %%
figures.code_coverage(audits, "cross_border", language=LANGUAGE, all_codes=True)

# %% [markdown]
# ## What is collected

# %%
figures.code_coverage(audits, "data_categories", language=LANGUAGE)

# %% [markdown]
# How many kinds each policy names, and for how many purposes:

# %%
# NBVAL_CHECK_OUTPUT
counted = facts[facts["quote"] != ""].drop_duplicates(["policy_id", "field", "code"])
counted = pd.crosstab(counted["policy_id"], counted["field"])
counted[["data_categories", "purposes", "recipients", "rights", "security_measures"]]

# %% [markdown]
# ## What not to conclude
#
# - Five policies are no sample of Kazakhstan's operators.
# - A policy is what an operator writes, not what it does.
# - The newest edition of the law is known from secondary sources only; `audit rules` names the source of every criterion.
#
# Next: [what is missing, and what would close the gap](04_gaps.ipynb).
