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
# # Contradictions, language versions, templates
#
# **You learn:** which faults the texts themselves have, how both sides of a contradiction are shown, what the Kazakh and the Russian
# text of one operator say differently, and how a copied policy is found.

# %%
import pandas as pd
import plotly.io as pio

from audit import Document, audit_document, audit_folder, table
from audit.conflict.templates import clusters
from audit.conflict.versions import version_differences
from audit.report import figures, show
from audit.report.exhibits import Corpus, templates

pio.renderers.default = "plotly_mimetype"
pd.set_option("display.max_colwidth", 160)

# %% tags=["parameters"]
POLICY = "emaluplus-vko.kz"
LANGUAGE = "en"  # of the labels: kk, ru or en

# %% [markdown]
# ## Faults of the texts
#
# Contradictions, marks of a foreign template, gaps in the numbering, references to nowhere, look-alike letters.

# %%
audits = audit_folder("../data/raw", encoder="none")
figures.code_coverage(audits, "findings", language=LANGUAGE)

# %%
# NBVAL_CHECK_OUTPUT
findings = table("findings", audits)
found = findings.drop_duplicates(["policy_id", "code"])
found.groupby("name")["policy_id"].agg(", ".join).to_frame("found in")

# %% [markdown]
# ## Both sides of a contradiction
#
# A contradiction has words on either side, from different clauses: an exception in one sentence contradicts nothing.

# %%
# NBVAL_CHECK_OUTPUT
sides = findings[findings["code"].str.startswith("contradiction")]
sides[["policy_id", "name", "quote"]].reset_index(drop=True)

# %% [markdown]
# All faults of one policy, lit up in its text:

# %%
chosen = next(audit for audit in audits if audit.document.doc_id == POLICY)
show.text(chosen, "findings")

# %% [markdown]
# ## Two languages, one operator
#
# Readers of the Kazakh and of the Russian text must be told the same. None of the collected operators has both in two files, so two
# short texts are made here. They are compared by what they say, not word by word.

# %%
kazakh = (
    "Біз Сіздің атыңызды және телефон нөміріңізді жинаймыз. "
    "Дербес деректер шетелге берілмейді. Деректер үш жыл сақталады."
)
russian = (
    "Мы собираем ваше имя, номер телефона и адрес электронной почты. "
    "Персональные данные передаются за пределы Республики Казахстан. Данные хранятся три года."
)
versions = [
    Document.of(text, doc_id=f"shop-{code}", operator="Shop", language=code, languages=(code,))
    for code, text in {"kk": kazakh, "ru": russian}.items()
]

# %%
# NBVAL_CHECK_OUTPUT
told = pd.DataFrame(version_differences([audit_document(version) for version in versions]))
told[["kind", "policy_id", "other", "field", "code"]]

# %% [markdown]
# ## One template, many operators
#
# Shared runs of five words tell copies, whatever names and numbers were swapped. Among the collected policies nobody copied from
# another:

# %%
# NBVAL_CHECK_OUTPUT
print(len(clusters(audits)), "templates shared")

# %% [markdown]
# So a copy is made: the policy above under another name, with its last third left out.

# %%
# NBVAL_CHECK_OUTPUT
source = chosen.document
copied = source.text.replace("emaluplus", "other")[: 2 * len(source.text) // 3]
copy = Document.of(copied, doc_id="other.kz", language=source.language, languages=source.languages)
with_copy = [*audits, audit_document(copy)]
(cluster,) = clusters(with_copy)
print(", ".join(cluster.members), "- at least", f"{cluster.likeness:.0%}", "alike")
print(len(cluster.shared), "clauses in common;", "own:", [len(own) for own in cluster.own.values()])

# %% [markdown]
# The figure that the site shows of templates, here with the copy, and what stands beside it: a caption, its text for who cannot see it,
# its numbers as a table.

# %%
shown = templates(Corpus(with_copy, {}, [cluster]), LANGUAGE)
shown.figure

# %%
# NBVAL_CHECK_OUTPUT
print(shown.title, shown.note, shown.alt, sep="\n")

# %%
# NBVAL_CHECK_OUTPUT
pd.DataFrame(shown.rows, columns=shown.header)

# %% [markdown]
# In a terminal: `audit versions`, `audit templates`. Next: [search by meaning](06_search.ipynb).
