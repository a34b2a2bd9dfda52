"""The teaching notebook as a plain file; `python docs/generate.py` makes isfahan.ipynb of it."""

# %% [markdown]
# # How many sister cities does Isfahan have?
#
# A class of ninety minutes on reading sources, with a graph of claims. It runs without a network. You need Python 3.11 or newer and
# `pip install '.[frames]' jupyterlab` in the project's folder.
#
# You will see four numbers for one question, find out why they differ, and cite one of them so that others can check it.

# %% [markdown]
# ## 1. Open the graph
#
# The data comes with the program. The first call builds the graph, which takes a few seconds.

# %%
import pandas as pd

import cityties

g = cityties.open()
{name: number for name, number in g.summary().items() if name in {"claims", "sources", "ties"}}

# %% [markdown]
# ## 2. Claimed numbers
#
# A count is a *claim*: it has a speaker and a day. Before you run the cell, guess: do the numbers only grow?

# %%
counts = g.counts("isfahan", on="2025-12-31")
claimed = pd.DataFrame(counts["claimed"])
claimed["who"] = [g.name(who, "en") for who in claimed["said_by"]]
claimed[["published", "op", "count", "of", "excluding", "who", "source"]]

# %% [markdown]
# **Discuss.** The same mayor says 14 in 2019 and 13 in 2021. Name three reasons other than a false statement: another definition
# (twin, partner, memorandum), another list, a tie that ended, a tie that was counted before it was signed. Which of them could you test?

# %% [markdown]
# ## 3. The number read from the ties
#
# The graph also counts the ties, by a documented rule.

# %%
counts["read"]["signed"], counts["read"]["attested"], counts["read"]["rule"]

# %% [markdown]
# Over the years, compared with the claimed numbers. `signed` needs a source that reports the signing.

# %%
years = pd.DataFrame(
    [
        {
            "day": f"{year}-12-31",
            **{
                key: g.counts("isfahan", on=f"{year}-12-31")["read"][key]
                for key in ("signed", "attested", "possible")
            },
        }
        for year in range(1989, 2026, 4)
    ]
).set_index("day")
years

# %%
for day, row in years.iterrows():
    print(day[:4], "#" * row["signed"] + "+" * row["attested"] + "?" * row["possible"])

# %% [markdown]
# **Exercise.** In which years is the read number larger than the claimed one, and why? Look at a tie with
# `g.history("isfahan", "porto")`.

# %% [markdown]
# ## 4. Two times
#
# *On* a day asks what was the case. *Known by* a day asks what was known. For 12 October 2007:


# %%
def standing(**clocks):
    rows = g.ties("isfahan", kinds="sister_city", statuses="in_force", channels="all", **clocks)
    return sorted(row["partner"] for row in rows)


on_the_day = standing(on="2007-10-12")
known_then = standing(on="2007-10-12", known_by="2007-10-12")
print(len(on_the_day), "as we know today;", len(known_then), "as could be known then")
print("the difference:", sorted(set(on_the_day) ^ set(known_then)))

# %% [markdown]
# **Discuss.** A historian and a journalist of 2007 ask the same question. Who needs which option?

# %% [markdown]
# ## 5. In force and suspended at the same time
#
# Freiburg stopped official contacts twice, while citizens' contacts continued. A tie has *channels*.


# %%
def freiburg(day, channel):
    rows = g.ties("freiburg", on=day, channels=channel)
    row = next(row for row in rows if row["partner"] == "isfahan")
    return (
        row["status"]
        if row["certainty"] == "certain"
        else " or ".join([row["status"], *row["alternatives"]])
    )


days = ["2003-01-01", "2010-01-01", "2016-01-01", "2024-01-01"]
pd.DataFrame(
    {
        channel: [freiburg(day, channel) for day in days]
        for channel in ("all", "political", "civic")
    },
    index=days,
)

# %% [markdown]
# Why is 2003 not certain? Because sources disagree on the start of the first suspension:

# %%
for conflict in g.conflicts("freiburg"):
    print(conflict["what"], conflict["status"], conflict["channel"])
    for version in conflict["values"]:
        print("   ", version["value"], "says", ", ".join(version["sources"]))

# %% [markdown]
# **Exercise.** Read the claims behind both versions (`g.history("freiburg", "isfahan")`). Which would you believe, and by which
# rule? Write the rule down before you apply it.

# %% [markdown]
# ## 6. Query with SPARQL
#
# A named question, and a query of your own. Prefixes are declared already.

# %%
g.query("shared_partners", city="isfahan", other="kazan").to_pandas()

# %%
g.query("""
SELECT ?when ?said ?url {
  ?claim ct:about <https://w3id.org/cityties/id/tie/freiburg+isfahan/sister_city> ;
         ct:claimedStatus code:suspended ; ct:gist ?said ; ct:when ?when ;
         ct:source/schema:url ?url
  FILTER (LANG(?said) = "en")
} ORDER BY ?when
""").to_pandas()

# %% [markdown]
# ## 7. A network, and a warning
#
# The ties of a day are a networkx graph. Count the partners of each city:

# %%
network = g.to_networkx(on="2025-12-31", kinds="sister_city")
degrees = pd.Series(dict(network.degree()), name="links").sort_values(ascending=False)
degrees.head(8).to_frame()

# %% [markdown]
# **Stop.** Does this say which city is best connected? No: it shows whose list was entered. A ranking needs lists that were collected for all
# cities in the same way. See the data statement.

# %% [markdown]
# ## 8. Cite
#
# A number, its day, its rule, and the fingerprint of the data:

# %%
read = g.counts("isfahan", on="2021-08-01")["read"]
print(f"{read['signed']} signed sister-city agreements of Isfahan on {read['on']}")
print(f"cityties {cityties.__version__}, content id {g.id[:12]}")
print(read["rule"])

# %% [markdown]
# **Check your copy.** If it has the data of this guide, the next cell prints nothing. The solutions to the exercises are in the
# claims themselves: there is no separate answer key.

# %%
assert read["signed"] == 15
assert [freiburg(day, "political") for day in days] == [
    "in_force or suspended",
    "suspended",
    "in_force",
    "suspended",
]
assert freiburg("2010-01-01", "civic") == "in_force"
