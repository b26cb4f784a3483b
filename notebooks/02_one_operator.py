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
# # One operator: what its policy says, and why each verdict says what it says
#
# **You learn:** how to read one audit from the quotes up: contacts, facts, verdicts with reasons, faults of the text; and how
# to see the words in their place.

# %%
import pandas as pd

from audit import audit_document, load, second_opinion, table
from audit.report import show

pd.set_option("display.max_colwidth", 160)
pd.set_option("display.max_rows", 100)

# %% [markdown]
# ## Choose
#
# Put another `policy_id` of `data/raw` here and run the notebook again.

# %% tags=["parameters"]
POLICY = "emaluplus-vko.kz"
LANGUAGE = "en"  # of names and reasons: kk, ru or en

# %%
# NBVAL_CHECK_OUTPUT
chosen = [audit_document(load(f"../data/raw/{POLICY}.txt"), opinion=second_opinion())]
table("policies", chosen)[["policy_id", "operator", "language", "clauses", "score", "low", "high"]]

# %% [markdown]
# ## Contacts
#
# Who the operator says it is and how it can be reached. Telephones and business numbers are validated, not only matched.

# %%
# NBVAL_CHECK_OUTPUT
table("contacts", chosen)[["kind", "value"]]

# %% [markdown]
# ## Facts
#
# One row a quote; `rule_id` names the rule that found it, `confidence` is the estimated chance that a careful reader would agree.

# %%
# NBVAL_CHECK_OUTPUT
facts = table("facts", chosen)
facts.loc[
    facts["field"].isin(["recipients", "transfer_conditions", "cross_border"]),
    ["field", "name", "polarity", "quote"],
]

# %% [markdown]
# All fields, in short:

# %%
# NBVAL_CHECK_OUTPUT
said = facts.drop_duplicates(["field", "name"])
said.groupby("field")["name"].agg("; ".join).to_frame("what the policy says")

# %% [markdown]
# ## Verdicts
#
# How many of each answer:

# %%
# NBVAL_CHECK_OUTPUT
verdicts = table("verdicts", chosen).drop_duplicates("criterion")
verdicts["status"].value_counts().sort_index()

# %% [markdown]
# What is against the law and what is in order, with the reason, the words it rests on and the article:

# %%
show.verdicts(chosen[0], "violated", "partial", "met", language=LANGUAGE)

# %% [markdown]
# What the policy should say and does not:

# %%
show.verdicts(chosen[0], "missing", language=LANGUAGE)

# %% [markdown]
# ## Faults of the text
#
# Contradictions, marks of a foreign template, gaps in the numbering, look-alike letters. A contradiction shows both sides.

# %%
# NBVAL_CHECK_OUTPUT
table("findings", chosen)[["name", "reason_en", "quote"]]

# %% [markdown]
# ## The words in their place
#
# The text with the evidence of one field lit up; without a name all evidence is. Criteria (`"KZ-27"`) and single facts
# (`"recipients.state_bodies"`) can be named too.

# %%
show.text(chosen[0], "recipients", "transfer_conditions")

# %% [markdown]
# Next: [all operators side by side](03_compare.ipynb).
