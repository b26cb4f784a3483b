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
# **You learn:** how to read one audit from the quotes up: contacts, facts, verdicts with reasons, faults of the text; and how to find
# clauses by meaning, in another language than the policy's.

# %%
import pandas as pd

from audit import ClauseIndex, audit_folder, encoder, table

pd.set_option("display.max_colwidth", 160)
pd.set_option("display.max_rows", 100)

# %% [markdown]
# ## Choose
#
# Put another `policy_id` of `data/raw` here and run the notebook again.

# %%
# NBVAL_CHECK_OUTPUT
POLICY = "emaluplus-vko.kz"

chosen = [audit for audit in audit_folder("../data/raw") if audit.document.doc_id == POLICY]
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
# One criterion a row, with the reason and the first quote it rests on. A blank quote means that nothing was found.

# %%
# NBVAL_CHECK_OUTPUT
verdicts = table("verdicts", chosen).drop_duplicates("criterion")
verdicts["status"].value_counts().sort_index()

# %%
verdicts.loc[
    verdicts["status"].isin(["violated", "met"]),
    ["criterion", "status", "severity", "reason_en", "quote"],
]

# %% [markdown]
# What the policy should say and does not:

# %%
verdicts.loc[verdicts["status"] == "missing", ["criterion", "severity", "duty", "reason_en"]]

# %% [markdown]
# ## Faults of the text
#
# Contradictions, marks of a foreign template, gaps in the numbering, look-alike letters. A contradiction shows both sides.

# %%
# NBVAL_CHECK_OUTPUT
table("findings", chosen)[["name", "reason_en", "quote"]]

# %% [markdown]
# ## Find clauses by meaning
#
# The bundled encoder knows Kazakh, Russian and English and needs no network. Ask in any of them, best in a whole sentence as a
# policy would write it: an English sentence finds Kazakh clauses. The score orders the hits of one question and is no probability.

# %%
index = ClauseIndex.of(chosen, encoder())
clauses = table("clauses", chosen).set_index("clause")[["kind", "section_role"]]
hits = pd.DataFrame(index.search("Personal data are never passed to third parties", top=8))
hits = hits.join(clauses, on="clause").query("kind != 'heading'")
hits[["score", "clause", "section_role", "text"]].round({"score": 2})

# %% [markdown]
# A Russian sentence, and the nearest clause with its place in the text:

# %%
# NBVAL_CHECK_OUTPUT
nearest = index.search("Срок обработки персональных данных не ограничен", top=1)[0]
print(tuple(nearest.span), nearest.text)
print("verbatim:", chosen[0].document.text[slice(*nearest.span)] == nearest.text)

# %% [markdown]
# Next: [all operators side by side](03_compare.ipynb).
